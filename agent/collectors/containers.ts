import type { Host } from '../host.ts'
import type { Output } from '../sample.ts'
import { numberOf, type Collector } from './collector.ts'

const root = '/sys/fs/cgroup'
const maxContainers = 500
const maxDepth = 6
/** As Docker, Podman, containerd, CRI-O and LXC name the groups of their containers. */
const container =
  /^(?:(?:docker|libpod|cri-containerd|crio|nerdctl)-([0-9a-f]{64})\.scope|([0-9a-f]{64})|lxc\.payload\.([\w.-]+))$/

/**
 * Containers by their control groups (version 2), with the names of cAdvisor. Nobody is asked what a container is
 * called: its id is what the kernel knows.
 */
export const containers: Collector = {
  name: 'containers',
  collect(host, out) {
    // Version 1 has another tree; there is nothing to say of it.
    if (host.find(`${root}/cgroup.controllers`) === undefined) return
    let found = 0
    const visit = (path: string, depth: number): void => {
      for (const name of host.list(root + path)) {
        if (name.includes('.') && !/\.(slice|scope|service)$/.test(name) && !name.startsWith('lxc.payload.')) continue
        const [, scope, plain, lxc] = container.exec(name) ?? []
        const id = scope ?? plain ?? lxc
        const below = `${path}/${name}`
        if (id !== undefined) {
          if ((found += 1) <= maxContainers) emit(host, out, below, lxc ?? id.slice(0, 12))
        } else if (depth < maxDepth && /\.slice$|^(docker|kubepods|libpod_parent|lxc|machine)/.test(name)) {
          visit(below, depth + 1)
        }
      }
    }
    visit('', 0)
  },
}

function emit(host: Host, out: Output, path: string, name: string): void {
  const labels = ['id', path, 'name', name]
  const read = (file: string) => host.find(`${root}${path}/${file}`)
  const cpu = table(read('cpu.stat'))
  const memory = table(read('memory.stat'))
  const current = read('memory.current')
  const seconds = (value: number | undefined, mode: string) =>
    value !== undefined && out.counter(`container_cpu_${mode}_seconds_total`, value / 1e6, ...labels)
  seconds(cpu.get('usage_usec'), 'usage')
  seconds(cpu.get('user_usec'), 'user')
  seconds(cpu.get('system_usec'), 'system')
  seconds(cpu.get('throttled_usec'), 'cfs_throttled')
  if (current !== undefined) {
    const usage = numberOf(current, 'memory.current')
    out.gauge('container_memory_usage_bytes', usage, ...labels)
    // What can be dropped at once is not counted as needed.
    const working = Math.max(0, usage - (memory.get('inactive_file') ?? 0))
    out.gauge('container_memory_working_set_bytes', working, ...labels)
  }
  const limit = read('memory.max')?.trim()
  // `max` is no limit, which cAdvisor says with 0.
  if (limit !== undefined)
    out.gauge('container_spec_memory_limit_bytes', limit === 'max' ? 0 : Number(limit), ...labels)
  const kills = table(read('memory.events')).get('oom_kill')
  if (kills !== undefined) out.counter('container_oom_events_total', kills, ...labels)
  const threads = read('pids.current')
  if (threads !== undefined) out.gauge('container_threads', numberOf(threads, 'pids.current'), ...labels)
}

/** Lines of a name and a number. */
function table(text: string | undefined): Map<string, number> {
  const entries = (text ?? '').split('\n').filter((line) => line !== '')
  return new Map(
    entries.map((line) => {
      const space = line.indexOf(' ')
      return [line.slice(0, space), numberOf(line.slice(space + 1), 'a control group')]
    }),
  )
}
