#!/bin/sh
# Lay out the system that the image stands on: what Python and its wheels link to, and nothing else.
# No shell, no package manager and no tool is left for whoever gets in. Needs Debian 12 and apt's
# lists. Usage: system.sh FOLDER
set -eu

system=$1
user=10001
packages="base-files ca-certificates netbase media-types
  libc6 libgcc-s1 libstdc++6 zlib1g libbz2-1.0 liblzma5 libexpat1 libffi8 libssl3 libsqlite3-0
  libuuid1 libcrypt1 libpython3.11-minimal libpython3.11-stdlib python3.11-minimal"

downloads=$(mktemp -d)
trap 'rm -rf "$downloads"' EXIT
cd "$downloads"
# shellcheck disable=SC2086
apt-get download $packages
mkdir -p "$system"
for package in ./*.deb; do
  dpkg -x "$package" "$system"
done

cd "$system"
find usr/share/doc -type f ! -name copyright -delete
rm -rf usr/share/man usr/share/lintian usr/share/bug usr/share/locale \
  usr/lib/*/gconv usr/lib/*/audit usr/lib/python3.11/ensurepip usr/lib/python3.11/pydoc_data \
  usr/lib/python3.11/idlelib usr/lib/python3.11/lib2to3 usr/lib/python3.11/tkinter
cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/ 2>/dev/null ||
  { mkdir -p etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/; }

printf 'root:x:0:0:root:/:/nonexistent\nbutaca:x:%s:%s::/data:/nonexistent\n' "$user" "$user" > etc/passwd
printf 'root:x:0:\nbutaca:x:%s:\n' "$user" > etc/group
# A new volume takes over the owner of the folder that it covers.
mkdir -p data tmp
chmod 1777 tmp
chown "$user:$user" data
