"""Messages about identities for tests: invented numbers, in minutes after nine o'clock."""


def says(trigger, minute, *segments, control=None):
    at = f"202603020{9 + minute // 60}{minute % 60:02}00+0000"
    head = f"MSH|^~\\&|S|F|||{at}||ADT^{trigger}|{control or trigger + at}|P|2.5"
    return "\r".join([head, f"EVN||{at}", *segments]).encode()


def pid(patient, account=""):
    return f"PID|1||{patient}^^^HOSP" + "|" * 15 + account


def mrg(patient="", account="", visit=""):
    return f"MRG|{patient and patient + '^^^HOSP'}||{account}||{visit}"


def pv1(visit):
    return "PV1|1|I" + "|" * 17 + visit


def merged_visits(prior, into, minute, **more):
    return says("A42", minute, pid("p1"), mrg(visit=prior), pv1(into), **more)


def merged_patients(prior, into, minute, **more):
    return says("A40", minute, pid(into), mrg(prior), **more)


def parted_patients(one, other, minute, **more):
    return says("A37", minute, pid(one), pid(other), **more)
