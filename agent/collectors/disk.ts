import { malformed, numberOf, type Collector } from './collector.ts'

/** Partitions, and what is no disk. */
const ignored = /^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$/
const sectorBytes = 512
const maxDisks = 256

/** The kernel's fields in their order (Documentation/admin-guide/iostats.rst): name, and what makes its unit of it. */
const fields: readonly (readonly [string, 'counter' | 'gauge', (value: number) => number])[] = [
  ['node_disk_reads_completed_total', 'counter', asIs],
  ['node_disk_reads_merged_total', 'counter', asIs],
  ['node_disk_read_bytes_total', 'counter', bytes],
  ['node_disk_read_time_seconds_total', 'counter', seconds],
  ['node_disk_writes_completed_total', 'counter', asIs],
  ['node_disk_writes_merged_total', 'counter', asIs],
  ['node_disk_written_bytes_total', 'counter', bytes],
  ['node_disk_write_time_seconds_total', 'counter', seconds],
  ['node_disk_io_now', 'gauge', asIs],
  ['node_disk_io_time_seconds_total', 'counter', seconds],
  ['node_disk_io_time_weighted_seconds_total', 'counter', seconds],
  ['node_disk_discards_completed_total', 'counter', asIs],
  ['node_disk_discards_merged_total', 'counter', asIs],
  ['node_disk_discarded_sectors_total', 'counter', asIs],
  ['node_disk_discard_time_seconds_total', 'counter', seconds],
  ['node_disk_flush_requests_total', 'counter', asIs],
  ['node_disk_flush_requests_time_seconds_total', 'counter', seconds],
]
/** Kernels before 4.18 stop here. */
const oldestFields = 11

export const diskstats: Collector = {
  name: 'diskstats',
  collect(host, out) {
    const path = '/proc/diskstats'
    let disks = 0
    for (const line of host.read(path).split('\n')) {
      if (line.trim() === '') continue
      const [, , device, ...values] = line.trim().split(/\s+/)
      if (device === undefined || values.length < oldestFields) malformed(path)
      if (ignored.test(device) || (disks += 1) > maxDisks) continue
      for (let index = 0; index < values.length; index += 1) {
        const field = fields[index]
        if (field) out[field[1]](field[0], field[2](numberOf(values[index], path)), 'device', device)
      }
    }
  },
}

function asIs(value: number): number {
  return value
}

function bytes(sectors: number): number {
  return sectors * sectorBytes
}

function seconds(ms: number): number {
  return ms / 1000
}
