import { containers } from './containers.ts'
import type { Collector } from './collector.ts'
import { createCpuCollector } from './cpu.ts'
import { diskstats } from './disk.ts'
import { createFilesystemCollector } from './filesystem.ts'
import { conntrack, filefd, loadavg, meminfo, pressure, stat, time, vmstat } from './kernel.ts'
import { createNetstatCollector, createSockstatCollector, netdev } from './network.ts'
import { processes } from './processes.ts'
import { hwmon, thermal } from './temperature.ts'

/** Everything that is read of a host; some remember what they read before, so these are for one host. */
export function createCollectors(): Collector[] {
  return [
    createCpuCollector(),
    loadavg,
    meminfo,
    createFilesystemCollector(),
    diskstats,
    netdev,
    stat,
    filefd,
    createSockstatCollector(),
    createNetstatCollector(),
    pressure,
    vmstat,
    hwmon,
    thermal,
    conntrack,
    processes,
    containers,
    time,
  ]
}
