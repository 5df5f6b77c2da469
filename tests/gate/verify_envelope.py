#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""verify_envelope.py ENVELOPE PUBLIC_KEY: prints the statement if its signature holds, by openssl alone."""
import base64, json, subprocess, sys, tempfile

def verified(envelope, key):
    body, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"]
    message = b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(body), body)
    with tempfile.NamedTemporaryFile() as text, tempfile.NamedTemporaryFile() as signature:
        text.write(message), text.flush()
        signature.write(base64.b64decode(envelope["signatures"][0]["sig"])), signature.flush()
        answer = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin",
                                 "-in", text.name, "-sigfile", signature.name], capture_output=True)
    return body if answer.returncode == 0 else None

statement = verified(json.load(open(sys.argv[1])), sys.argv[2])
if statement is None:
    sys.exit("the signature does not hold")
print(statement.decode())
