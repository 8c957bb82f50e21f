import { malformed, numberOf, remembered, type Collector } from './collector.ts'

/** The near ends of containers' interfaces: each start of a container would make new series. */
const ignored = /^(veth|cali|lxc)/
const maxInterfaces = 128
const netstatFields =
  /^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$/
/** Lines of `/proc/net/snmp6` that may be among them, and its protocols, longest first. */
const lines6 = /^(?:UdpLite6|Icmp6|Udp6|Ip6)(?:In|Out|NoPorts|Rcv|Snd).*$/gm
const protocols6 = /^(UdpLite6|Icmp6|Udp6|Ip6)(.+)$/

const netdevNames = remembered((head) => {
  const [, receive = malformed('/proc/net/dev'), transmit = malformed('/proc/net/dev')] = head.split('|')
  const named = (fields: string, direction: string) =>
    fields
      .trim()
      .split(/\s+/)
      .map((field) => `node_network_${direction}_${field}_total`)
  return [...named(receive, 'receive'), ...named(transmit, 'transmit')]
})

export const netdev: Collector = {
  name: 'netdev',
  collect(host, out) {
    const path = '/proc/net/dev'
    const lines = host.read(path).split('\n')
    const names = netdevNames(lines[1] ?? '')
    let interfaces = 0
    for (const line of lines.slice(2)) {
      const colon = line.lastIndexOf(':')
      if (colon < 0) continue
      const device = line.slice(0, colon).trim()
      if (ignored.test(device) || (interfaces += 1) > maxInterfaces) continue
      const values = line
        .slice(colon + 1)
        .trim()
        .split(/\s+/)
      if (values.length !== names.length) malformed(path)
      let index = 0
      for (const name of names) out.counter(name, numberOf(values[index++], path), 'device', device)
      const state = host.find(`/sys/class/net/${device}/operstate`)
      if (state !== undefined) out.gauge('node_network_up', state.trim() === 'up' ? 1 : 0, 'device', device)
    }
  },
}

/** Which columns of which pair of lines are wanted; their heads are the same in each cycle, so this is worked out once. */
export function createNetstatCollector(): Collector {
  const wantedOf = new Map<string, readonly (readonly [number, string])[]>()
  const wanted = (head: string) => {
    const known = wantedOf.get(head)
    if (known) return known
    const [protocol = '', ...names] = head.split(' ')
    const columns = names
      .map((name, index) => [index + 1, `${protocol.slice(0, -1)}_${name}`] as const)
      .filter(([, name]) => netstatFields.test(name))
    // A kernel has a dozen heads; more than that would be something else.
    if (wantedOf.size < 64) wantedOf.set(head, columns)
    return columns
  }
  return {
    name: 'netstat',
    collect(host, out) {
      for (const path of ['/proc/net/netstat', '/proc/net/snmp']) {
        const lines = host.read(path).split('\n')
        for (let index = 0; index + 1 < lines.length; index += 2) {
          const [head = '', line = ''] = [lines[index], lines[index + 1]]
          const columns = wanted(head)
          if (line.slice(0, line.indexOf(':')) !== head.slice(0, head.indexOf(':'))) malformed(path)
          if (columns.length === 0) continue
          const values = line.split(' ')
          for (const [column, name] of columns) out.unknown(`node_netstat_${name}`, numberOf(values[column], path))
        }
      }
      const path = '/proc/net/snmp6'
      for (const line of host.find(path)?.match(lines6) ?? []) {
        const [field = '', value] = line.split(/\s+/)
        const [, protocol, name] = protocols6.exec(field) ?? []
        if (protocol === undefined || !netstatFields.test(`${protocol}_${name}`)) continue
        out.unknown(`node_netstat_${protocol}_${name}`, numberOf(value, path))
      }
    },
  }
}

export function createSockstatCollector(): Collector {
  let pageBytes: number | undefined
  return {
    name: 'sockstat',
    collect(host, out) {
      pageBytes ??= findPageBytes(host.find('/proc/self/smaps'))
      for (const path of ['/proc/net/sockstat', '/proc/net/sockstat6']) {
        const text = path.endsWith('6') ? host.find(path) : host.read(path)
        for (const line of text?.split('\n') ?? []) {
          const [protocol = '', ...pairs] = line.split(' ')
          for (let index = 0; index + 1 < pairs.length; index += 2) {
            const name = `node_sockstat_${protocol.slice(0, -1)}_${pairs[index]}`
            const value = numberOf(pairs[index + 1], path)
            out.gauge(name, value)
            if (pairs[index] === 'mem') out.gauge(`${name}_bytes`, value * pageBytes)
          }
        }
      }
    },
  }
}

/** Node does not say how long a page is; 4 KiB but on some ARM kernels. */
function findPageBytes(smaps: string | undefined): number {
  const [, kilobytes] = /^KernelPageSize:\s+(\d+) kB$/m.exec(smaps ?? '') ?? []
  return kilobytes === undefined ? 4096 : Number(kilobytes) * 1024
}
