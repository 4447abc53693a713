"""The files of the installed packages. Each is checked against inputs.csv before it is read, so that a rebuild uses
the very bytes that were reviewed. After a deliberate change of version, `ACCEPT_INPUTS=1 seeds/data/rebuild/run`
writes the new checksums."""

import csv
import hashlib
import json
import os
import subprocess

from tables import read_beside, write, HERE


class Sources:
    def __init__(self, root):
        self.root = root
        self.accept = os.environ.get("ACCEPT_INPUTS") == "1"
        self.checksums = {row["file"]: row["sha256"] for row in read_beside("inputs.csv")}

    def path(self, file):
        """The path of `file`, relative to the packages folder, once its checksum is seen to be right."""
        path = self.root / file
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if self.checksums.get(file) != found:
            if not self.accept:
                raise SystemExit(f"{file} is not the reviewed file: {found}\nhint: ACCEPT_INPUTS=1 accepts it, then review the difference")
            self.checksums[file] = found
            write(HERE / "inputs.csv", ["file", "sha256"], sorted(self.checksums.items()))
        return path

    def text(self, file):
        return self.path(file).read_text(encoding="utf-8")

    def json(self, file):
        return json.loads(self.text(file))

    def npm(self, file):
        return self.json(f"node_modules/{file}")

    def tab_separated(self, file):
        return list(csv.DictReader(self.text(file).splitlines(), delimiter="\t"))

    def module(self, file, name):
        """The value that a JavaScript module of a package exports as `name`."""
        path = self.path(f"node_modules/{file}")
        program = f"import {{ {name} }} from {json.dumps(path.as_uri())}; console.log(JSON.stringify({name}));"
        done = subprocess.run(
            ["node", "--input-type=module", "--eval", program], check=True, capture_output=True, encoding="utf-8"
        )
        return json.loads(done.stdout)
