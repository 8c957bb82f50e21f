/** What the processes of the program take from the machine, read from /proc (Linux only). */
import { readdirSync, readFileSync } from 'node:fs'

export type Usage = {
  processes: number
  /** Every process counts a shared page in full. */
  rssMb: number
  /** A shared page counts once, divided among those that share it: what the machine really gives away. */
  pssMb: number
  /** User and system time of all processes that run now, since their start. */
  cpuSeconds: number
  /** The same by part of the program. */
  cpuSecondsOf: Record<Part, number>
}

type Part = 'main' | 'columns' | 'database'

const ticksPerSecond = 100

/** `root` and all its descendants that run now. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const pid of runningPids()) {
    const parent = Number(stat(pid)?.[1] ?? 0)
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const tree: number[] = []
  const queue = [root]
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    tree.push(pid)
    queue.push(...(children.get(pid) ?? []))
  }
  return tree
}

export function usageOf(root: number): Usage {
  const pids = processTree(root)
  const rollups = pids.map((pid) => read(`/proc/${pid}/smaps_rollup`))
  const sumKb = (name: string): number =>
    rollups.reduce((sum, text) => sum + Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0), 0)
  const cpuSecondsOf = { main: 0, columns: 0, database: 0 }
  for (const pid of pids) {
    const fields = stat(pid)
    const ticks = Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)
    cpuSecondsOf[partOf(root, pid)] += ticks / ticksPerSecond
  }
  return {
    processes: pids.length,
    rssMb: Math.round(sumKb('Rss') / 1024),
    pssMb: Math.round(sumKb('Pss') / 1024),
    cpuSeconds: cpuSecondsOf.main + cpuSecondsOf.columns + cpuSecondsOf.database,
    cpuSecondsOf,
  }
}

function partOf(root: number, pid: number): Part {
  if (pid === root) return 'main'
  return commandOf(pid).includes('chdb-server.ts') ? 'columns' : 'database'
}

/** The process below `root` whose command line matches; undefined when it does not run at the moment. */
export function findProcess(root: number, command: RegExp): number | undefined {
  return processTree(root).find((pid) => command.test(commandOf(pid)))
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}

/** Seconds of all cores in which the machine did anything, for anyone, since its start. */
export function machineBusySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = read('/proc/stat')
    .split('\n', 1)
    .join('')
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond
}

function runningPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** Fields of /proc/<pid>/stat from the state on (proc(5), field 3 is index 0). */
function stat(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`)
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it ended between the listing and the look
  }
}
