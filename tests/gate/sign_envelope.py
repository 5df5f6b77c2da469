#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sign_envelope.py STATEMENT PRIVATE_KEY: prints an envelope, made by openssl and Python's base64 alone."""
import base64, json, subprocess, sys, tempfile

body, kind = open(sys.argv[1], "rb").read(), b"application/vnd.in-toto+json"
with tempfile.NamedTemporaryFile() as text:
    text.write(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)), text.flush()
    signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", sys.argv[2], "-rawin", "-in",
                                text.name], check=True, capture_output=True).stdout
print(json.dumps({"payloadType": kind.decode(), "payload": base64.urlsafe_b64encode(body).decode(),
                  "signatures": [{"sig": base64.urlsafe_b64encode(signature).decode()}]}, indent=2))
