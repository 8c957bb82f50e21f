import { useQueryClient } from '@tanstack/react-query'
import { Time } from '../../components/time.tsx'
import type { Breach, ListedBreach } from './queries.ts'

/** Why nothing of it can be changed, or undefined. */
export function closed({ closedAt }: Pick<Breach, 'closedAt'>): string | undefined {
  return closedAt ? 'It is closed: open it again first.' : undefined
}

/** Reads the entry and the list anew; for after each act. */
export function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: ['staff', 'breaches'] })
}

/** What the law waits for, in words. */
export function BreachState({ breach }: { breach: ListedBreach }) {
  if (breach.closedAt) return <span className="text-muted">Closed</span>
  if (breach.authorityNotifiedAt) return <span className="text-up">Authority notified</span>
  const late = new Date(breach.authorityDeadline) < new Date()
  return (
    <span className={late ? 'text-down' : 'text-degraded'}>
      {late ? 'The authority’s deadline ended ' : 'Notify the authority '}
      <Time at={breach.authorityDeadline} />
    </span>
  )
}
