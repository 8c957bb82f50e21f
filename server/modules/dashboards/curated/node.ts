/** A host: the names of node_exporter, which the agent has too. */
import { build, gauge, graph, stat, variable } from './build.ts'

const host = 'job=~"$job",instance="$instance"'
const perSecond = (metric: string, matchers = '') => `rate(${metric}{${host}${matchers}}[$__rate_interval])`
const disks = ',device!~"(loop|ram|zram|dm-).*"'
const networks = ',device!~"(lo|veth.*|docker.*|br-.*|cali.*)"'
const files = ',fstype!~"(tmpfs|devtmpfs|overlay|squashfs|ramfs|nsfs)"'
const of = (metric: string, matchers = '') => `${metric}{${host}${matchers}}`

const busy = `1 - avg(${perSecond('node_cpu_seconds_total', ',mode="idle"')})`
const memoryUsed = `1 - ${of('node_memory_MemAvailable_bytes')} / ${of('node_memory_MemTotal_bytes')}`
const filesUsed = `1 - ${of('node_filesystem_avail_bytes', files)} / ${of('node_filesystem_size_bytes', files)}`

export const node = build({
  uid: 'watchword-node',
  title: 'Host',
  description: 'One host: processors, memory, disks, network. From the agent, or from node_exporter.',
  tags: ['host', 'agent', 'node_exporter'],
  variables: [
    variable('job', 'Job', 'label_values(node_uname_info, job)'),
    variable('instance', 'Host', 'label_values(node_uname_info{job=~"$job"}, instance)'),
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        gauge('Processors busy', 'percentunit', [{ expr: busy }]),
        gauge('Memory used', 'percentunit', [{ expr: memoryUsed }]),
        gauge('Fullest file system', 'percentunit', [{ expr: `max(${filesUsed})` }]),
        stat('Up for', 's', [{ expr: `${of('node_time_seconds')} - ${of('node_boot_time_seconds')}` }]),
        stat('Processors', 'short', [{ expr: `count(count by (cpu) (${of('node_cpu_seconds_total')}))` }]),
        stat('Memory', 'bytes', [{ expr: of('node_memory_MemTotal_bytes') }]),
      ],
    },
    {
      title: 'Processors and load',
      panels: [
        graph(
          'Processors by what they do',
          'percentunit',
          [
            {
              expr: `sum by (mode) (${perSecond('node_cpu_seconds_total', ',mode!="idle"')}) / on () group_left () count(count by (cpu) (${of('node_cpu_seconds_total')}))`,
              legend: '{{mode}}',
            },
          ],
          { stack: true, min: 0 },
        ),
        graph('Load', 'short', [
          { expr: of('node_load1'), legend: '1 minute' },
          { expr: of('node_load5'), legend: '5 minutes' },
          { expr: of('node_load15'), legend: '15 minutes' },
          { expr: `count(count by (cpu) (${of('node_cpu_seconds_total')}))`, legend: 'processors' },
        ]),
        graph('Pressure: share of time in which something waits', 'percentunit', [
          { expr: perSecond('node_pressure_cpu_waiting_seconds_total'), legend: 'processors' },
          { expr: perSecond('node_pressure_memory_waiting_seconds_total'), legend: 'memory' },
          { expr: perSecond('node_pressure_io_waiting_seconds_total'), legend: 'input and output' },
        ]),
        graph('Processes', 'short', [
          { expr: of('node_procs_running'), legend: 'running' },
          { expr: of('node_procs_blocked'), legend: 'blocked' },
        ]),
      ],
    },
    {
      title: 'Memory',
      panels: [
        graph(
          'Memory',
          'bytes',
          [
            {
              expr: `${of('node_memory_MemTotal_bytes')} - ${of('node_memory_MemAvailable_bytes')}`,
              legend: 'used',
            },
            { expr: `${of('node_memory_MemAvailable_bytes')} - ${of('node_memory_MemFree_bytes')}`, legend: 'cache' },
            { expr: of('node_memory_MemFree_bytes'), legend: 'free' },
          ],
          { stack: true, min: 0 },
        ),
        graph('Swap', 'bytes', [
          { expr: `${of('node_memory_SwapTotal_bytes')} - ${of('node_memory_SwapFree_bytes')}`, legend: 'used' },
          { expr: of('node_memory_SwapTotal_bytes'), legend: 'all' },
        ]),
        graph('Pages swapped', 'ops', [
          { expr: perSecond('node_vmstat_pswpin'), legend: 'in' },
          { expr: perSecond('node_vmstat_pswpout'), legend: 'out', below: true },
        ]),
        graph('Killed for want of memory', 'short', [
          { expr: `increase(${of('node_vmstat_oom_kill')}[$__rate_interval])`, legend: 'processes' },
        ]),
      ],
    },
    {
      title: 'Disks and file systems',
      panels: [
        graph('Disks: bytes', 'Bps', [
          { expr: perSecond('node_disk_read_bytes_total', disks), legend: '{{device}} read' },
          { expr: perSecond('node_disk_written_bytes_total', disks), legend: '{{device}} written', below: true },
        ]),
        graph('Disks: operations', 'iops', [
          { expr: perSecond('node_disk_reads_completed_total', disks), legend: '{{device}} reads' },
          { expr: perSecond('node_disk_writes_completed_total', disks), legend: '{{device}} writes', below: true },
        ]),
        graph('Disks: share of time busy', 'percentunit', [
          { expr: perSecond('node_disk_io_time_seconds_total', disks), legend: '{{device}}' },
        ]),
        graph('File systems: used', 'percentunit', [{ expr: filesUsed, legend: '{{mountpoint}}' }], { min: 0, max: 1 }),
        graph('File systems: free in a day, as it goes', 'bytes', [
          {
            expr: `predict_linear(${of('node_filesystem_avail_bytes', files)}[6h], 86400)`,
            legend: '{{mountpoint}}',
          },
        ]),
        graph('File systems: inodes used', 'percentunit', [
          {
            expr: `1 - ${of('node_filesystem_files_free', files)} / ${of('node_filesystem_files', files)}`,
            legend: '{{mountpoint}}',
          },
        ]),
      ],
    },
    {
      title: 'Network',
      panels: [
        graph('Network: bits', 'bps', [
          { expr: `8 * ${perSecond('node_network_receive_bytes_total', networks)}`, legend: '{{device}} in' },
          {
            expr: `8 * ${perSecond('node_network_transmit_bytes_total', networks)}`,
            legend: '{{device}} out',
            below: true,
          },
        ]),
        graph('Network: packets lost', 'pps', [
          { expr: perSecond('node_network_receive_drop_total', networks), legend: '{{device}} in, dropped' },
          { expr: perSecond('node_network_receive_errs_total', networks), legend: '{{device}} in, broken' },
          { expr: perSecond('node_network_transmit_drop_total', networks), legend: '{{device}} out, dropped' },
          { expr: perSecond('node_network_transmit_errs_total', networks), legend: '{{device}} out, broken' },
        ]),
        graph('Connections', 'short', [
          { expr: of('node_netstat_Tcp_CurrEstab'), legend: 'TCP, established' },
          { expr: of('node_sockstat_TCP_tw'), legend: 'TCP, closing' },
          { expr: of('node_sockstat_sockets_used'), legend: 'sockets' },
        ]),
        graph('Sent again', 'pps', [{ expr: perSecond('node_netstat_Tcp_RetransSegs'), legend: 'TCP segments' }]),
      ],
    },
    {
      title: 'Kernel',
      closed: true,
      panels: [
        graph('Interrupts and context switches', 'ops', [
          { expr: perSecond('node_intr_total'), legend: 'interrupts' },
          { expr: perSecond('node_context_switches_total'), legend: 'context switches' },
        ]),
        graph('Open files', 'short', [
          { expr: of('node_filefd_allocated'), legend: 'open' },
          { expr: of('node_filefd_maximum'), legend: 'allowed' },
        ]),
        graph('Temperature', 'celsius', [{ expr: of('node_hwmon_temp_celsius'), legend: '{{chip}} {{sensor}}' }]),
        graph('Tracked connections', 'short', [
          { expr: of('node_nf_conntrack_entries'), legend: 'tracked' },
          { expr: of('node_nf_conntrack_entries_limit'), legend: 'allowed' },
        ]),
      ],
    },
  ],
})
