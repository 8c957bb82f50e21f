/** A host of which everything is known: the files of a small machine, written into a directory. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHost, type Host } from './host.ts'

export type Files = Record<string, string>

const container = '4f1a'.repeat(16)

export const files: Files = {
  '/proc/stat': [
    'cpu  300 20 30 4000 50 6 7 8 90 10',
    'cpu0 100 10 10 2000 20 2 3 4 45 5',
    'cpu1 200 10 20 2000 30 4 4 4 45 5',
    'intr 123456 1 2 3',
    'ctxt 789',
    'btime 1700000000',
    'processes 4242',
    'procs_running 3',
    'procs_blocked 1',
    'softirq 99 1 2',
    '',
  ].join('\n'),
  '/proc/loadavg': '0.50 1.25 2.00 3/456 7890\n',
  '/proc/meminfo': 'MemTotal:        2048000 kB\nActive(anon):       1024 kB\nHugePages_Total:       7\n',
  '/proc/1/mounts': [
    'rootfs / rootfs rw 0 0',
    '/dev/vda1 / ext4 rw,relatime 0 0',
    'proc /proc proc rw 0 0',
    'tmpfs /run tmpfs rw,nosuid 0 0',
    '/dev/vdb /mnt/my\\040disk xfs ro,relatime 0 0',
    'files:/export /net nfs4 rw 0 0',
    'overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0',
    '',
  ].join('\n'),
  '/proc/diskstats': [
    '   7       0 loop0 1 2 3 4 5 6 7 8 9 10 11',
    ' 254       0 vda 10 20 30 4000 50 60 70 8000 9 10000 11000 12 13 14 15000 16 17000',
    ' 254       1 vda1 1 2 3 4 5 6 7 8 9 10 11',
    '   8       0 sda 1 2 3 4000 5 6 7 8000 9 10000 11000',
    '',
  ].join('\n'),
  '/proc/net/dev': [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    '  eth0: 1000 10 1 2 3 4 5 6 2000 20 7 8 9 10 11 12',
    'veth1a: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
    '',
  ].join('\n'),
  '/sys/class/net/eth0/operstate': 'up\n',
  '/proc/sys/fs/file-nr': '640\t0\t9223372036854775807\n',
  '/proc/net/sockstat': 'sockets: used 17\nTCP: inuse 1 orphan 0 tw 5 alloc 2 mem 3\nUDP: inuse 4 mem 0\n',
  '/proc/net/sockstat6': 'TCP6: inuse 6\n',
  '/proc/self/smaps': 'Size: 4 kB\nKernelPageSize:       16 kB\n',
  '/proc/net/netstat': 'TcpExt: SyncookiesSent Other ListenDrops\nTcpExt: 1 2 3\nIpExt: InOctets\nIpExt: 44\n',
  '/proc/net/snmp': 'Ip: Forwarding DefaultTTL\nIp: 2 64\nTcp: CurrEstab InSegs\nTcp: 5 -6\n',
  '/proc/net/snmp6':
    'Ip6InOctets                     \t777\nIcmp6InMsgs 8\nUdp6InErrors 9\nUdpLite6InErrors 1\nIp6InDelivers 3\n',
  '/proc/pressure/cpu':
    'some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
  '/proc/pressure/io':
    'some avg10=0.00 avg60=0.00 avg300=0.00 total=2000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=250000\n',
  '/proc/pressure/memory':
    'some avg10=0.00 avg60=0.00 avg300=0.00 total=3000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=750000\n',
  '/proc/vmstat': 'nr_free_pages 9\npgpgin 1\npgpgout 2\npswpin 3\npgfault 4\npgmajfault 5\noom_kill 6\n',
  '/proc/sys/net/netfilter/nf_conntrack_count': '12\n',
  '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
  '/proc/10/stat': '10 (init) S 0 10 10 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 1 2 3',
  '/proc/11/stat': '11 (we ) ird) R 0 10 10 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 1 2 3',
  '/proc/12/stat': '12 (sleeper) S 0 10 10 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 2 0 1 2 3',
  '/proc/sys/kernel/pid_max': '4194304\n',
  '/proc/sys/kernel/threads-max': '127000\n',
  '/proc/sys/kernel/hostname': 'shop-1\n',
  '/proc/sys/kernel/domainname': '(none)\n',
  '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
  '/proc/sys/kernel/ostype': 'Linux\n',
  '/proc/sys/kernel/version': '#1 SMP PREEMPT_DYNAMIC\n',
  '/proc/sys/kernel/arch': 'x86_64\n',
  '/etc/os-release':
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\nHOME_URL="https://www.debian.org/"\n',
  '/sys/devices/platform/coretemp.0/hwmon/hwmon0/name': 'coretemp\n',
  '/sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_input': '42500\n',
  '/sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_crit': '100000\n',
  '/sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_label': 'Package id 0\n',
  '/sys/devices/platform/coretemp.0/hwmon/hwmon0/fan1_input': '1200\n',
  '/sys/class/thermal/thermal_zone0/temp': '51000\n',
  '/sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
  '/sys/fs/cgroup/cgroup.controllers': 'cpu memory pids\n',
  [`/sys/fs/cgroup/system.slice/docker-${container}.scope/cpu.stat`]:
    'usage_usec 3000000\nuser_usec 2000000\nsystem_usec 1000000\nnr_throttled 1\nthrottled_usec 500000\n',
  [`/sys/fs/cgroup/system.slice/docker-${container}.scope/memory.current`]: '104857600\n',
  [`/sys/fs/cgroup/system.slice/docker-${container}.scope/memory.stat`]: 'anon 1\ninactive_file 4857600\n',
  [`/sys/fs/cgroup/system.slice/docker-${container}.scope/memory.max`]: 'max\n',
  [`/sys/fs/cgroup/system.slice/docker-${container}.scope/memory.events`]: 'low 0\noom_kill 2\n',
  [`/sys/fs/cgroup/system.slice/docker-${container}.scope/pids.current`]: '9\n',
}

const links: Files = {
  '/sys/class/hwmon/hwmon0': '../../devices/platform/coretemp.0/hwmon/hwmon0',
  '/sys/devices/platform/coretemp.0/hwmon/hwmon0/device': '../../../coretemp.0',
}

export type KnownHost = { host: Host; root: string; remove(): void }

export function makeHost(content: Files = files): KnownHost {
  const root = mkdtempSync(join(tmpdir(), 'watchword-host-'))
  for (const [path, text] of Object.entries(content)) {
    mkdirSync(dirname(root + path), { recursive: true })
    writeFileSync(root + path, text, 'latin1')
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(root + path), { recursive: true })
    symlinkSync(target, root + path)
  }
  const real = createHost(root)
  const space = { bsize: 4096, blocks: 1000, bfree: 500, bavail: 400, files: 300, ffree: 200 }
  return {
    root,
    // What `statfs` says is the kernel's alone: no directory can be made to say it.
    host: { ...real, machine: 'x86_64', space: () => space, spaceLater: async () => space },
    remove: () => {
      real.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
