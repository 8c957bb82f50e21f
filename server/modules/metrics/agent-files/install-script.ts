/** What one pasted line runs on a host as root: plain sh, because nothing is there yet but Node. */
export type InstallScript = { origin: string; sha256Of: { agent: string; unit: string } }

/** The key comes in the environment, so that the script is the same for everybody and can be read before it is run. */
export function installScript({ origin, sha256Of }: InstallScript): string {
  return `#!/bin/sh
# Installs or updates the Watchword agent of ${origin}: a program, a unit of systemd, a file with its settings.
#   curl -fsSL ${origin}/agent/install.sh | sudo WATCHWORD_AGENT_KEY=<ingest key> sh
# Without a key an agent that is there is updated. DESTDIR puts all of it below a directory and starts nothing.
set -eu

fail() {
  echo "watchword-agent: $1" >&2
  exit 1
}

download() {
  curl -fsSL "${origin}/agent/$1" -o "$work/$1" || fail "cannot fetch ${origin}/agent/$1"
  echo "$2  $work/$1" | sha256sum -c --quiet - || fail "$1 is not what this script was made for: run it again"
}

# All of it is a function, so that a line that was cut off on its way does nothing.
main() {
  destination=\${DESTDIR:-}
  config=$destination/etc/watchword-agent.conf
  program=$destination/usr/local/bin/watchword-agent
  unit=$destination/etc/systemd/system/watchword-agent.service

  [ -n "$destination" ] || [ "$(id -u)" = 0 ] || fail 'run it as root: curl … | sudo WATCHWORD_AGENT_KEY=… sh'
  node=$(command -v node) || fail 'needs Node 20 or newer, and there is none'
  "$node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
    fail "needs Node 20 or newer, and $node is $("$node" --version)"
  case \${WATCHWORD_AGENT_KEY:-} in
    *[!A-Za-z0-9_-]*) fail 'WATCHWORD_AGENT_KEY is no ingest key' ;;
    '') [ -f "$config" ] || fail 'set WATCHWORD_AGENT_KEY to an ingest key' ;;
  esac

  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  download watchword-agent.mjs ${sha256Of.agent}
  download watchword-agent.service ${sha256Of.unit}

  mkdir -p "$destination/etc/systemd/system" "$destination/usr/local/bin"
  # Put in place by a rename: an agent that runs keeps the file that it has.
  cp "$work/watchword-agent.mjs" "$program.new"
  chmod 755 "$program.new"
  mv "$program.new" "$program"
  sed "s|/usr/bin/env node|$node|" "$work/watchword-agent.service" > "$unit"
  if [ -n "\${WATCHWORD_AGENT_KEY:-}" ]; then
    others=$(grep -v -e '^WATCHWORD_AGENT_URL=' -e '^WATCHWORD_AGENT_KEY=' "$config" 2> /dev/null || true)
    (
      umask 077
      printf 'WATCHWORD_AGENT_URL=%s\\nWATCHWORD_AGENT_KEY=%s\\n' '${origin}' "$WATCHWORD_AGENT_KEY" > "$config.new"
      [ -z "$others" ] || printf '%s\\n' "$others" >> "$config.new"
    )
    mv "$config.new" "$config"
  fi
  if [ -n "$destination" ]; then
    echo "watchword-agent: installed below $destination, not started"
    return
  fi
  command -v systemctl > /dev/null || fail "installed; without systemd start it yourself: $program --config $config"
  systemctl daemon-reload
  systemctl enable --quiet watchword-agent
  systemctl restart watchword-agent
  echo "watchword-agent: it runs, and $(hostname) is seen within half a minute: ${origin}/app/hosts"
}

main
`
}
