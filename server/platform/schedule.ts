/** Work that returns by itself: sweeping, recovery. Each run must be safe to repeat and to run twice at once. */
import type { Services } from './context.ts'
import { mayRun, type Use } from './uses.ts'

/** `purpose` and `reads` say what it uses data for; see uses.ts. */
export type Schedule = Use & { name: string; everySeconds: number; run: (services: Services) => Promise<void> }

/** Runs each schedule now and then at its interval, one run at a time; a failure is logged and the next one tries again. */
export function startSchedules(services: Services, schedules: readonly Schedule[]): { stop(): Promise<void> } {
  let stopped = false
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()

  const run = async (schedule: Schedule): Promise<void> => {
    try {
      if (mayRun(services, schedule)) await schedule.run(services)
    } catch (error) {
      services.log.warn('scheduled work failed and will be tried again', { job: schedule.name, error })
    }
    if (!stopped) later(schedule)
  }
  const later = (schedule: Schedule): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      begin(schedule)
    }, schedule.everySeconds * 1000)
    timers.add(timer)
  }
  const begin = (schedule: Schedule): void => {
    const promise = run(schedule).finally(() => running.delete(promise))
    running.add(promise)
  }

  for (const schedule of schedules) begin(schedule)
  return {
    stop: async () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
