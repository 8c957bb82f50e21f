/** When an hour may be rolled up, and from when on samples for it have to be told of. Pure. */
import { hourMs } from './widths.ts'

/** After its end an hour waits so long for those who send late. */
export const settleMs = 20 * 60_000
/** Whoever writes into an hour that ended before this long marks it. */
const lateMs = 10 * 60_000
/**
 * From the look at the clock to the samples being on the disk; what took longer is marked again afterwards. With the
 * clocks of two processes apart by as much again an hour is still not made in between.
 */
export const maxWriteMs = 2 * 60_000
/** An hour that was marked later than this is left alone: what the mark tells of may be on its way to the disk. */
export const quietMs = 2 * maxWriteMs

/** The newest time for which a sample is late: hours end at or before it. */
export const lateUntil = (nowMs: number): number => Math.floor((nowMs - lateMs) / hourMs) * hourMs

/** Whole hours, by their start, that are late at one time and were not at another. */
export function hoursBetween(earlierMs: number, laterMs: number): number[] {
  const hours: number[] = []
  for (let hour = lateUntil(earlierMs); hour < lateUntil(laterMs); hour += hourMs) hours.push(hour)
  return hours
}
