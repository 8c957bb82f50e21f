/** A host as the agent reports it, sent by remote write. */
import assert from 'node:assert/strict'
import type { House } from '../house.fixture.ts'
import { snappyOf, staleBytes, v1Headers, writeV1, type SentSeries } from '../remote-write/message.fixture.ts'

type SentHost = {
  instance: string
  job?: string
  /** Milliseconds of each sample. */
  times: readonly number[]
  labels?: Record<string, string>
  nodename?: string | null
  kernel?: string
  software?: 'watchword_agent_info' | 'node_exporter_build_info'
  /** Beside the last time: stale markers at this one. */
  endedAt?: number
  /** Of a host that somebody scrapes: `up` goes on with 0 at these times, and its own series have ended. */
  unansweredAt?: readonly number[]
}

const gib = 1024 ** 3

/** Two processors, busy a quarter and three quarters; 6 of 8 GiB in use; `/` at 40 % and `/data` at 90 %. */
function seriesOf(host: SentHost): SentSeries[] {
  const { instance, job = 'node', times, kernel = '6.12.1', software = 'watchword_agent_info', endedAt } = host
  const { unansweredAt = [] } = host
  const nodename = host.nodename === undefined ? instance : host.nodename
  const own = { job, instance, ...host.labels }
  const start = times[0] ?? 0
  const series = (name: string, labels: Record<string, string>, value: (seconds: number) => number): SentSeries => ({
    labels: Object.entries({ ...own, ...labels, __name__: name }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    samples: [
      ...times.map((at) => ({ at, value: value((at - start) / 1000) })),
      ...(endedAt === undefined ? [] : [{ at: endedAt, value: staleBytes }]),
    ],
  })
  const scraped = (without: readonly number[]): SentSeries => ({
    ...series('up', {}, () => 1),
    samples: [...times.map((at) => ({ at, value: 1 })), ...without.map((at) => ({ at, value: 0 }))],
  })
  const filesystem = (mountpoint: string, fstype: string, free: number): SentSeries[] => {
    const labels = { mountpoint, fstype, device: `/dev${mountpoint}` }
    return [
      series('node_filesystem_size_bytes', labels, () => 100 * gib),
      series('node_filesystem_avail_bytes', labels, () => free * gib),
    ]
  }
  const named = nodename === null ? {} : { nodename, domainname: '(none)' }
  return [
    unansweredAt.length > 0 ? scraped(unansweredAt) : series('up', {}, () => 1),
    series(
      'node_uname_info',
      { ...named, sysname: 'Linux', machine: 'x86_64', release: kernel, version: '#1' },
      () => 1,
    ),
    series('node_os_info', { id: 'debian', name: 'Debian', pretty_name: 'Debian 13', version_id: '13' }, () => 1),
    series(
      software,
      { version: '1.0.0', ...(software === 'watchword_agent_info' && { node_version: '24.1.0' }) },
      () => 1,
    ),
    series('node_load1', {}, () => 1.5),
    series('node_cpu_seconds_total', { cpu: '0', mode: 'idle' }, (seconds) => seconds * 0.75),
    series('node_cpu_seconds_total', { cpu: '1', mode: 'idle' }, (seconds) => seconds * 0.25),
    series('node_cpu_seconds_total', { cpu: '0', mode: 'user' }, (seconds) => seconds * 0.25),
    series('node_memory_MemTotal_bytes', {}, () => 8 * gib),
    series('node_memory_MemAvailable_bytes', {}, () => 2 * gib),
    ...filesystem('/', 'ext4', 60),
    ...filesystem('/data', 'xfs', 10),
    ...filesystem('/run', 'tmpfs', 1),
    series('node_disk_read_bytes_total', { device: 'sda' }, (seconds) => seconds * 1000),
    series('node_disk_read_bytes_total', { device: 'dm-0' }, (seconds) => seconds * 1000),
    series('node_network_receive_bytes_total', { device: 'eth0' }, (seconds) => seconds * 5000),
    series('node_network_receive_bytes_total', { device: 'lo' }, (seconds) => seconds * 9000),
  ]
}

export async function sendHosts(house: Pick<House, 'post'>, ...hosts: SentHost[]): Promise<void> {
  const body = snappyOf(writeV1(hosts.flatMap(seriesOf)))
  const { status, text } = await house.post('/prometheus/api/v1/write', body, v1Headers)
  assert.equal(status, 204, text)
}

/** `count` times, the last one at `untilMs`. */
export const every = (seconds: number, untilMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => untilMs - (count - 1 - index) * seconds * 1000)
