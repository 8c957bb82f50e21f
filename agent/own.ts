import type { Queue } from './queue/queue.ts'
import type { Collector } from './collectors/collector.ts'
import type { SendingState } from './send/sender.ts'

/** What the agent says of itself: above all, what was lost. */
export function createOwnCollector(state: SendingState, queue: Pick<Queue, 'bytes'>): Collector {
  return {
    name: 'sending',
    collect(_host, out) {
      out.gauge('watchword_agent_queue_bytes', queue.bytes)
      out.counter('watchword_agent_samples_sent_total', state.sent)
      out.counter('watchword_agent_samples_refused_total', state.refused)
      for (const [reason, count] of Object.entries(state.lost)) {
        out.counter('watchword_agent_samples_lost_total', count, 'reason', reason)
      }
      const { user, system } = process.cpuUsage()
      out.counter('process_cpu_seconds_total', (user + system) / 1e6)
      out.gauge('process_resident_memory_bytes', process.memoryUsage.rss())
    },
  }
}
