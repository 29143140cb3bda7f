"""The invented hospital driven live: demo bar, personas, the demo site's clock."""
