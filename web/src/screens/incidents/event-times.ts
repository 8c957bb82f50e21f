import { counted } from '../../format.ts'

/** What an event stands for, where it is not itself alone. */
export function timesText(times: number): string | undefined {
  if (times === 0) return 'told twice, counted once'
  return times > 1 ? counted(times, 'line') : undefined
}
