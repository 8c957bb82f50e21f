/** One JSON line a bench, with what is needed to compare it with another day's. */
import { cpus, totalmem } from 'node:os'

export function report(name: string, figures: object): void {
  const [cpu] = cpus()
  const machine = {
    cores: cpus().length,
    cpu: cpu?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1024 / 1024),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  console.log(JSON.stringify({ name, date: new Date().toISOString(), machine, ...figures }))
}

/** For people; the JSON line on standard output is for machines. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
