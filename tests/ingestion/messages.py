"""HL7 v2 messages for tests: invented, of one patient, in minutes after nine o'clock."""


def adt(trigger, minute, unit, *, visit="V1", control=None, sent=None, rest="", bed="B1", room=""):
    at = f"202603020{9 + minute // 60}{minute % 60:02}00+0000"
    head = f"MSH|^~\\&|S|F|||{sent or at}||ADT^{trigger}|{control or trigger + at}|P|2.5"
    pv1 = f"PV1|1|I|{unit}^{room}^{bed}" + "|" * 16 + visit
    return "\r".join([head, f"EVN||{at}", "PID|1||p1^^^HOSP", pv1, rest]).encode()


def oru(
    minute,
    *lines,
    visit="V1",
    patient="p1^^^HOSP",
    control=None,
    sent=None,
    order="O1",
    service="VS",
):
    """Results of one order: each line is an OBX from its third field on, "8867-4||72|/min"."""
    at = f"202603020{9 + minute // 60}{minute % 60:02}00+0000"
    head = f"MSH|^~\\&|S|F|||{sent or at}||ORU^R01|{control or f'R01{order}{at}'}|P|2.5"
    pv1 = "PV1|1|I|W1" + "|" * 16 + visit if visit else ""
    obr = f"OBR|1|P1|{order}|{service}|||{at}" + "|" * 15 + (sent or at)
    obx = [f"OBX|{n}|NM|{line}" for n, line in enumerate(lines, start=1)]
    return "\r".join([head, f"PID|1||{patient}", pv1, obr, *obx]).encode()


def a20(minute, bed, state, *, occurred=""):
    """The state of a bed, "W1^^B1"."""
    at = f"202603020{9 + minute // 60}{minute % 60:02}00+0000"
    head = f"MSH|^~\\&|S|F|||{at}||ADT^A20|A20{bed}{state}{at}|P|2.5"
    return "\r".join([head, f"EVN||{at}||||{occurred}", f"NPU|{bed}|{state}"]).encode()
