import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReleaseHealth } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Skeleton } from '../../components/skeleton.tsx'
import { fullNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { CrashFree } from './crash-free.tsx'
import { adoptionWords, difference, enough } from './health.ts'
import { healthQuery, newIncidentsQuery, ranges, type Scope } from './queries.ts'
import { searchOf } from './scope.tsx'

type Props = { scope: Scope; version: string; previous: string; own: ReleaseHealth }

/** This release and the one before it, over the same time. */
export function Comparison({ scope, version, previous, own }: Props) {
  const { slug } = useWorkspace()
  const { data: before } = useQuery(healthQuery(slug, scope, previous))
  const { data: incidents } = useQuery(newIncidentsQuery(slug, scope))
  if (!before) return <Skeleton className="h-44 w-full" />
  const sessions = difference(
    { total: own.sessions, crashed: own.crashed },
    { total: before.sessions, crashed: before.crashed },
  )
  const people = difference(
    { total: own.users, crashed: own.crashedUsers },
    { total: before.users, crashed: before.crashedUsers },
  )
  const begun = (of: string): string => (incidents ? fullNumber(incidents.get(of) ?? 0) : '…')
  return (
    <div
      className="overflow-x-auto rounded-lg border border-line bg-raised shadow-card"
      tabIndex={0}
      role="region"
      aria-label="Comparison with the release before"
    >
      <table className="w-full min-w-md text-left">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line">
            <th scope="col" className="px-4 py-2 font-normal">
              {ranges[scope.range].words}
            </th>
            <th scope="col" className="max-w-48 truncate px-3 font-normal">
              This release
            </th>
            <th scope="col" className="max-w-48 truncate px-3 font-normal">
              <Link
                to="/$workspace/releases/$version"
                params={{ workspace: slug, version: previous }}
                search={searchOf(scope)}
                className="text-link"
              >
                {previous}
              </Link>
            </th>
            <th scope="col" className="px-4 font-normal">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          <Row name="Crash-free sessions" difference={sessions} small={[own.sessions, before.sessions]}>
            <CrashFree total={own.sessions} crashed={own.crashed} noun="session" />
            <CrashFree total={before.sessions} crashed={before.crashed} noun="session" />
          </Row>
          <Row name="Crash-free people" difference={people} small={[own.users, before.users]}>
            <CrashFree total={own.users} crashed={own.crashedUsers} noun="person" />
            <CrashFree total={before.users} crashed={before.crashedUsers} noun="person" />
          </Row>
          <Row name="Sessions">
            {fullNumber(own.sessions)}
            {fullNumber(before.sessions)}
          </Row>
          <Row name="Adoption">
            {adoptionWords(own.sessionAdoption) ?? 'unknown'}
            {adoptionWords(before.sessionAdoption) ?? 'unknown'}
          </Row>
          <Row name="New incidents">
            {begun(version)}
            {begun(previous)}
          </Row>
        </tbody>
      </table>
    </div>
  )
}

type RowProps = {
  name: string
  difference?: ReturnType<typeof difference>
  /** How many of each there were, where a difference would be told. */
  small?: readonly number[]
  children: [React.ReactNode, React.ReactNode]
}

function Row({ name, difference: found, small, children: [own, before] }: RowProps) {
  const tooFew = small?.some((count) => count < enough)
  return (
    <tr className="border-t border-line first:border-t-0">
      <th scope="row" className="px-4 py-2 font-normal whitespace-nowrap text-muted">
        {name}
      </th>
      <td className="px-3 whitespace-nowrap">{own}</td>
      <td className="px-3 whitespace-nowrap">{before}</td>
      <td className="px-4 whitespace-nowrap">
        {found && (
          <span
            className={cn(
              found.points > 0 && 'text-up',
              found.points < 0 && 'text-down',
              found.points === 0 && 'text-muted',
            )}
          >
            {found.points > 0 ? '▲ ' : found.points < 0 ? '▼ ' : ''}
            {found.words}
          </span>
        )}
        {!found && tooFew && <span className="text-faint">too few to say</span>}
      </td>
    </tr>
  )
}
