"""Commands about the flow of journeys."""
