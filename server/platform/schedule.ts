/** Work that returns by itself: sweeping, recovery. Each run must be safe to repeat and to run twice at once. */
import type { Services } from './context.ts'

export type Schedule = { name: string; everySeconds: number; run: (services: Services) => Promise<void> }

/** Runs each schedule now and then at its interval, one run at a time; a failure is logged and the next one tries again. */
export function startSchedules(services: Services, schedules: readonly Schedule[]): { stop(): Promise<void> } {
  let stopped = false
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()

  const run = async ({ name, everySeconds, run: work }: Schedule): Promise<void> => {
    try {
      await work(services)
    } catch (error) {
      services.log.warn('scheduled work failed and will be tried again', { job: name, error })
    }
    if (!stopped) later({ name, everySeconds, run: work })
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
