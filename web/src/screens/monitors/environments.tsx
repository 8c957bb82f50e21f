import type { Monitor } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { conditionIn } from './state.ts'
import { ConditionPill } from './state-words.tsx'

/** Each environment is judged by itself. */
export function Environments({ monitor }: { monitor: Monitor }) {
  return (
    <ul className="mb-6 grid gap-3 sm:grid-cols-2">
      {monitor.environments.map((status) => {
        const { environment, expectedAt, lastCheckInAt, failuresInRow, failingSince } = status
        return (
          <li key={environment} className="rounded-lg border border-line bg-raised px-4 py-3 shadow-card">
            <div className="mb-2 flex items-center gap-3">
              <h2 className="min-w-0 flex-1 truncate font-medium">{environment}</h2>
              <ConditionPill condition={conditionIn(monitor, status, new Date())} />
            </div>
            <dl className="grid grid-cols-2 gap-x-4 gap-y-1">
              <Pair name="Next expected">{expectedAt ? <Time at={expectedAt} /> : 'nothing'}</Pair>
              <Pair name="Last check-in">{lastCheckInAt ? <Time at={lastCheckInAt} /> : 'never'}</Pair>
              {failuresInRow > 0 && (
                <Pair name="Failed">{failuresInRow === 1 ? 'once' : `${failuresInRow} times in a row`}</Pair>
              )}
              {failingSince && (
                <Pair name="Incident since">
                  <Time at={failingSince} />
                </Pair>
              )}
            </dl>
          </li>
        )
      })}
    </ul>
  )
}

function Pair({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
