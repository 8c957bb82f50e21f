import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createCollecting, type Reading } from './collect.ts'
import { createCollectors } from './collectors/index.ts'
import { files, makeHost, type Files, type KnownHost } from './host.fixture.ts'
import type { Host } from './host.ts'
import { createMetadataCollectors } from './metadata.ts'

const nowMs = 1_700_000_123_456
let known: KnownHost
before(() => {
  known = makeHost()
})
after(() => known.remove())

async function readAll(host: Host): Promise<Reading[]> {
  const metadata = createMetadataCollectors({ version: '1.2.3', isHostNameWithheld: false })
  return createCollecting(host, [...createCollectors(), ...metadata])(nowMs, 0)
}

/** `name{label=value,…} value`, in the order in which it was read. */
function lines(readings: readonly Reading[], source?: string): string[] {
  const wanted = readings.filter((reading) => source === undefined || reading.source === source)
  return wanted.flatMap(({ samples }) =>
    samples.map(({ name, labels, value }) => {
      const pairs: string[] = []
      for (let index = 0; index < labels.length; index += 2) pairs.push(`${labels[index]}=${labels[index + 1]}`)
      return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
    }),
  )
}

const expected: Record<string, string[]> = {
  cpu: [
    ...cpu('0', [1, 0.1, 0.1, 20, 0.2, 0.02, 0.03, 0.04], [0.45, 0.05]),
    ...cpu('1', [2, 0.1, 0.2, 20, 0.3, 0.04, 0.04, 0.04], [0.45, 0.05]),
  ],
  loadavg: ['node_load1 0.5', 'node_load5 1.25', 'node_load15 2'],
  meminfo: [
    'node_memory_MemTotal_bytes 2097152000',
    'node_memory_Active_anon_bytes 1048576',
    'node_memory_HugePages_Total 7',
  ],
  filesystem: [
    ...filesystem('device=/dev/vda1,fstype=ext4,mountpoint=/', 0),
    ...filesystem('device=tmpfs,fstype=tmpfs,mountpoint=/run', 0),
    ...filesystem('device=/dev/vdb,fstype=xfs,mountpoint=/mnt/my disk', 1),
    ...filesystem('device=files:/export,fstype=nfs4,mountpoint=/net', 0),
  ],
  diskstats: [
    ...disk('vda', [10, 20, 15360, 4, 50, 60, 35840, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]),
    ...disk('sda', [1, 2, 1536, 4, 5, 6, 3584, 8, 9, 10, 11]),
  ],
  netdev: [
    ...['bytes 1000', 'packets 10', 'errs 1', 'drop 2', 'fifo 3', 'frame 4', 'compressed 5', 'multicast 6'].map(
      network('receive'),
    ),
    ...['bytes 2000', 'packets 20', 'errs 7', 'drop 8', 'fifo 9', 'colls 10', 'carrier 11', 'compressed 12'].map(
      network('transmit'),
    ),
    'node_network_up{device=eth0} 1',
  ],
  stat: [
    'node_intr_total 123456',
    'node_context_switches_total 789',
    'node_boot_time_seconds 1700000000',
    'node_forks_total 4242',
    'node_procs_running 3',
    'node_procs_blocked 1',
  ],
  filefd: ['node_filefd_allocated 640', 'node_filefd_maximum 9223372036854776000'],
  sockstat: [
    'node_sockstat_sockets_used 17',
    'node_sockstat_TCP_inuse 1',
    'node_sockstat_TCP_orphan 0',
    'node_sockstat_TCP_tw 5',
    'node_sockstat_TCP_alloc 2',
    'node_sockstat_TCP_mem 3',
    'node_sockstat_TCP_mem_bytes 49152',
    'node_sockstat_UDP_inuse 4',
    'node_sockstat_UDP_mem 0',
    'node_sockstat_UDP_mem_bytes 0',
    'node_sockstat_TCP6_inuse 6',
  ],
  netstat: [
    'node_netstat_TcpExt_SyncookiesSent 1',
    'node_netstat_TcpExt_ListenDrops 3',
    'node_netstat_IpExt_InOctets 44',
    'node_netstat_Ip_Forwarding 2',
    'node_netstat_Tcp_CurrEstab 5',
    'node_netstat_Tcp_InSegs -6',
    'node_netstat_Ip6_InOctets 777',
    'node_netstat_Icmp6_InMsgs 8',
    'node_netstat_Udp6_InErrors 9',
    'node_netstat_UdpLite6_InErrors 1',
  ],
  pressure: [
    'node_pressure_cpu_waiting_seconds_total 1.5',
    'node_pressure_io_waiting_seconds_total 2',
    'node_pressure_io_stalled_seconds_total 0.25',
    'node_pressure_memory_waiting_seconds_total 3',
    'node_pressure_memory_stalled_seconds_total 0.75',
  ],
  vmstat: [
    'node_vmstat_pgpgin 1',
    'node_vmstat_pgpgout 2',
    'node_vmstat_pswpin 3',
    'node_vmstat_pgfault 4',
    'node_vmstat_pgmajfault 5',
    'node_vmstat_oom_kill 6',
  ],
  hwmon: [
    'node_hwmon_chip_names{chip=platform_coretemp_0,chip_name=coretemp} 1',
    'node_hwmon_fan_rpm{chip=platform_coretemp_0,sensor=fan1} 1200',
    'node_hwmon_temp_crit_celsius{chip=platform_coretemp_0,sensor=temp1} 100',
    'node_hwmon_temp_celsius{chip=platform_coretemp_0,sensor=temp1} 42.5',
    'node_hwmon_sensor_label{chip=platform_coretemp_0,sensor=temp1,label=Package id 0} 1',
  ],
  thermal: ['node_thermal_zone_temp{type=x86_pkg_temp,zone=0} 51'],
  conntrack: ['node_nf_conntrack_entries 12', 'node_nf_conntrack_entries_limit 262144'],
  processes: [
    'node_processes_state{state=S} 2',
    'node_processes_state{state=R} 1',
    'node_processes_pids 3',
    'node_processes_threads 6',
    'node_processes_max_processes 4194304',
    'node_processes_max_threads 127000',
  ],
  containers: [
    ['container_cpu_usage_seconds_total', 3],
    ['container_cpu_user_seconds_total', 2],
    ['container_cpu_system_seconds_total', 1],
    ['container_cpu_cfs_throttled_seconds_total', 0.5],
    ['container_memory_usage_bytes', 104857600],
    ['container_memory_working_set_bytes', 100000000],
    ['container_spec_memory_limit_bytes', 0],
    ['container_oom_events_total', 2],
    ['container_threads', 9],
  ].map(([name, value]) => `${name}{id=/system.slice/docker-${'4f1a'.repeat(16)}.scope,name=4f1a4f1a4f1a} ${value}`),
  time: ['node_time_seconds 1700000123.456'],
  uname: [
    'node_uname_info{domainname=(none),nodename=shop-1,machine=x86_64,release=6.1.0-18-amd64,sysname=Linux,version=#1 SMP PREEMPT_DYNAMIC} 1',
  ],
  os: [
    'node_os_info{id=debian,name=Debian GNU/Linux,pretty_name=Debian GNU/Linux 12 (bookworm),version_id=12} 1',
    'node_os_version{id=debian,name=Debian GNU/Linux} 12',
  ],
  agent: [`watchword_agent_info{node_version=${process.versions.node},version=1.2.3} 1`],
}

function cpu(number: string, seconds: number[], guest: number[]): string[] {
  const modes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal']
  return [
    ...seconds.map((value, index) => `node_cpu_seconds_total{cpu=${number},mode=${modes[index]}} ${value}`),
    ...guest.map((value, index) => `node_cpu_guest_seconds_total{cpu=${number},mode=${modes[index]}} ${value}`),
  ]
}

function filesystem(labels: string, readonly: number): string[] {
  const values = {
    device_error: 0,
    size_bytes: 4096000,
    free_bytes: 2048000,
    avail_bytes: 1638400,
    files: 300,
    files_free: 200,
    readonly,
  }
  return Object.entries(values).map(([name, value]) => `node_filesystem_${name}{${labels}} ${value}`)
}

function disk(device: string, values: number[]): string[] {
  const names = [
    'reads_completed_total',
    'reads_merged_total',
    'read_bytes_total',
    'read_time_seconds_total',
    'writes_completed_total',
    'writes_merged_total',
    'written_bytes_total',
    'write_time_seconds_total',
    'io_now',
    'io_time_seconds_total',
    'io_time_weighted_seconds_total',
    'discards_completed_total',
    'discards_merged_total',
    'discarded_sectors_total',
    'discard_time_seconds_total',
    'flush_requests_total',
    'flush_requests_time_seconds_total',
  ]
  return values.map((value, index) => `node_disk_${names[index]}{device=${device}} ${value}`)
}

function network(direction: string): (pair: string) => string {
  return (pair) => {
    const [name, value] = pair.split(' ')
    return `node_network_${direction}_${name}_total{device=eth0} ${value}`
  }
}

test('of a host whose files are known each series is exact', async () => {
  const readings = await readAll(known.host)
  for (const { source, error } of readings) assert.equal(error, undefined, `${source}: ${error?.message}`)
  for (const [source, series] of Object.entries(expected)) {
    assert.deepEqual(lines(readings, source).sort(), series.toSorted(), source)
  }
  const sources = readings.map(({ source }) => source).filter((source) => source !== 'collectors')
  assert.deepEqual(sources.sort(), Object.keys(expected).sort())
})

const damages: Record<string, (text: string) => string | undefined> = {
  missing: () => undefined,
  empty: () => '',
  'cut in the middle': (text) => text.slice(0, text.length / 2),
  'of other bytes': () => '\u0000\u00ff{"a": [\n\n%%%\t-\n',
  'with words for numbers': (text) => text.replaceAll(/\d+/g, 'NaN'),
}

for (const [damage, change] of Object.entries(damages)) {
  test(`a file that is ${damage} costs the metrics read from it and no others`, async () => {
    const whole = await readAll(known.host)
    for (const path of Object.keys(files)) {
      const text = change(files[path] ?? '')
      const { [path]: _, ...others } = files
      const content: Files = text === undefined ? others : { ...others, [path]: text }
      const damaged = makeHost(content)
      const asked = new Set<string>()
      const readings = await createCollecting(damaged.host, spied(path, asked, damaged))(nowMs, 0)
      damaged.remove()
      for (const { source, samples, error } of readings) {
        if (source === 'collectors') continue
        if (asked.has(source)) {
          for (const { name, value } of samples) assert.ok(Number.isFinite(value), `${path}: ${name} is ${value}`)
          if (error) assert.equal(samples.length, 0, `${path}: half of ${source} is left`)
        } else assert.deepEqual(lines(readings, source), lines(whole, source), `${path} changed ${source}`)
      }
      assert.ok(asked.size > 0, `nothing reads ${path}`)
    }
  })
}

/** The collectors, each with a host that notes whether it asked for the path or for what is above it. */
function spied(path: string, asked: Set<string>, { host }: KnownHost) {
  const metadata = createMetadataCollectors({ version: '1.2.3', isHostNameWithheld: false })
  return [...createCollectors(), ...metadata].map((collector) => {
    const note = (read: string): void => {
      // hwmon is read by a link to the place where it is.
      const place = read.replace('/sys/class/hwmon/', '/sys/devices/platform/coretemp.0/hwmon/')
      if (path.startsWith(place) || path.startsWith(read)) asked.add(collector.name)
    }
    const watched: Host = {
      ...host,
      read: (file) => (note(file), host.read(file)),
      find: (file) => (note(file), host.find(file)),
      list: (directory) => (note(directory === '/sys/class/hwmon' ? '/sys/devices' : directory), host.list(directory)),
    }
    return { ...collector, collect: (_host: Host, ...rest: [never, never]) => collector.collect(watched, ...rest) }
  })
}

test('a source that fails is named by a metric, and the others are read', async () => {
  const { ['/proc/meminfo']: _, ...others } = files
  const damaged = makeHost(others)
  const readings = await readAll(damaged.host)
  damaged.remove()
  const success = lines(readings, 'collectors')
  assert.ok(success.includes('node_scrape_collector_success{collector=meminfo} 0'))
  assert.ok(success.includes('node_scrape_collector_success{collector=cpu} 1'))
})

test('processor time that the kernel takes back for a moment does not fall; a processor that comes again does', async () => {
  const [cpu] = createCollectors()
  const seconds: number[] = []
  for (const idle of [1000, 990, 1010, 500]) {
    const one = makeHost({ '/proc/stat': `cpu  1 1 1 ${idle}\ncpu0 5 0 0 ${idle} 0 0 0 0 0 0\n` })
    const [reading] = await createCollecting(one.host, [cpu!])(nowMs, 0)
    one.remove()
    seconds.push(reading!.samples.find(({ labels }) => labels.includes('idle'))!.value)
  }
  assert.deepEqual(seconds, [10, 10, 10.1, 5])
})

test('processes are looked at once a minute, and keep their series between', async () => {
  const collect = createCollecting(known.host, createCollectors())
  const sources = async (atMs: number) => (await collect(nowMs, atMs)).map(({ source }) => source)
  assert.ok((await sources(0)).includes('processes'))
  assert.ok(!(await sources(15_000)).includes('processes'))
  assert.ok(!(await sources(45_000)).includes('processes'))
  assert.ok((await sources(59_900)).includes('processes'))
})

test('a file server that does not answer costs its own figures, and is not asked again while it is silent', async () => {
  let asked = 0
  const spaceLater = () => {
    asked += 1
    return new Promise<never>(() => undefined)
  }
  const collect = createCollecting({ ...known.host, spaceLater }, createCollectors())
  for (let cycle = 0; cycle < 3; cycle += 1) {
    const found = lines(await collect(nowMs, cycle * 60_000), 'filesystem')
    assert.ok(found.includes('node_filesystem_device_error{device=files:/export,fstype=nfs4,mountpoint=/net} 1'))
    assert.ok(found.includes('node_filesystem_device_error{device=/dev/vda1,fstype=ext4,mountpoint=/} 0'))
    assert.ok(!found.some((line) => line.includes('size_bytes') && line.includes('/net')))
  }
  assert.equal(asked, 1)
})
