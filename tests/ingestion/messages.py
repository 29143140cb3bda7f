"""HL7 v2 messages for tests: invented, of one patient, in minutes after nine o'clock."""


def adt(trigger, minute, unit, *, visit="V1", control=None, sent=None, rest="", bed="B1"):
    at = f"202603020{9 + minute // 60}{minute % 60:02}00+0000"
    head = f"MSH|^~\\&|S|F|||{sent or at}||ADT^{trigger}|{control or trigger + at}|P|2.5"
    pv1 = f"PV1|1|I|{unit}^^{bed}" + "|" * 16 + visit
    return "\r".join([head, f"EVN||{at}", "PID|1||p1^^^HOSP", pv1, rest]).encode()
