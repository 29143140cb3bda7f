"""Certificates for tests, made on the spot: our authority, another one, and who they vouch for."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
LASTS = timedelta(days=365 * 80)


def written(folder):
    """Fill a folder: ours and theirs sign, ours for listener and sender, theirs for stranger."""
    ours, theirs = _made("ours"), _made("theirs")
    found = {"ours": ours, "theirs": theirs}
    found |= {name: _made(name, by=ours) for name in ("listener", "sender")}
    found["stranger"] = _made("stranger", by=theirs)
    plain = serialization.NoEncryption()
    for name, (certificate, key) in found.items():
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (folder / f"{name}.pem").write_bytes(pem)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
        )
        (folder / f"{name}.key").write_bytes(secret)
    return folder


def _made(name, by=None):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signs = (subject, key) if by is None else (by[0].subject, by[1])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(BEGINS + LASTS)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(signs, hashes.SHA256())
    )
    return made, key
