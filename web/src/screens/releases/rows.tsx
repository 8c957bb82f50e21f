import { Link } from '@tanstack/react-router'
import Rocket from 'lucide-react/icons/rocket'
import type { ReleaseRow } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { CrashFree } from './crash-free.tsx'
import { adoptionWords } from './health.ts'
import type { Scope } from './queries.ts'
import { searchOf } from './scope.tsx'
import { useRowKeys } from './use-row-keys.ts'

type Props = { releases: readonly ReleaseRow[]; scope: Scope; newIncidents: ReadonlyMap<string, number> | undefined }

/** The columns of wide screens; on narrow ones each value stands with its name. */
const columns = 'md:grid md:grid-cols-[minmax(0,1fr)_6rem_7.5rem_7.5rem_6.5rem] md:items-center md:gap-x-4'

export function ReleaseRows({ releases, scope, newIncidents }: Props) {
  const list = useRowKeys()
  return (
    <div ref={list}>
      <div aria-hidden className={cn('hidden h-8 border-b border-line px-4 text-xs text-faint', columns)}>
        <span>Release</span>
        <span>Adoption</span>
        <span>Crash-free sessions</span>
        <span>Crash-free people</span>
        <span className="text-right">New incidents</span>
      </div>
      <ul>
        {releases.map((release) => (
          <Row
            key={release.version}
            release={release}
            scope={scope}
            incidents={newIncidents && (newIncidents.get(release.version) ?? 0)}
          />
        ))}
      </ul>
    </div>
  )
}

function Row({ release, scope, incidents }: { release: ReleaseRow; scope: Scope; incidents: number | undefined }) {
  const { slug } = useWorkspace()
  const { version, health, deploys, firstSeenAt, lastSeenAt } = release
  return (
    <li
      className={cn(
        'relative border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-selected',
        columns,
      )}
    >
      <div className="min-w-0">
        <Link
          to="/$workspace/releases/$version"
          params={{ workspace: slug, version }}
          search={searchOf(scope)}
          data-row-link
          title={version}
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{version}</bdi>
        </Link>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted">
          <span>
            First seen <Time at={firstSeenAt} />
          </span>
          <span>
            last <Time at={lastSeenAt} />
          </span>
        </p>
        <Deploys deploys={deploys} />
      </div>
      <div className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1.5 md:contents">
        <Cell name="Adoption">
          <Adoption rate={health.sessionAdoption} />
        </Cell>
        <Cell name="Crash-free sessions">
          <CrashFree total={health.sessions} crashed={health.crashed} noun="session" />
        </Cell>
        <Cell name="Crash-free people">
          <CrashFree total={health.users} crashed={health.crashedUsers} noun="person" />
        </Cell>
        <Cell name="New incidents" className="md:text-right">
          {incidents === undefined ? '…' : incidents === 0 ? <span className="text-faint">none</span> : incidents}
        </Cell>
      </div>
    </li>
  )
}

function Cell({ name, className, children }: { name: string; className?: string; children: React.ReactNode }) {
  return (
    <div className={cn('min-w-0', className)}>
      <span className="block text-xs text-faint md:sr-only">{name}</span>
      {children}
    </div>
  )
}

const deploysShown = 2

function Deploys({ deploys }: { deploys: ReleaseRow['deploys'] }) {
  if (deploys.length === 0) return null
  const more = deploys.length - deploysShown
  return (
    <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-xs text-muted">
      <Rocket className="size-3 text-faint" aria-hidden />
      {deploys.slice(0, deploysShown).map(({ environment, deployedAt }) => (
        <span key={environment}>
          {environment} <Time at={deployedAt} className="text-faint" />
        </span>
      ))}
      {more > 0 && <span className="text-faint">and {counted(more, 'environment')} more</span>}
    </p>
  )
}

/** A bar and a number; nothing where the project had no sessions at all. */
function Adoption({ rate }: { rate: number | null }) {
  const words = adoptionWords(rate)
  if (rate === null || words === undefined) return <span className="text-faint">no sessions</span>
  return (
    <span className="flex items-center gap-2" title={`${words} of all sessions`}>
      <span aria-hidden className="h-1.5 w-9 shrink-0 overflow-hidden rounded-full bg-sunken ring-1 ring-line">
        <span className="block h-full bg-accent-fill" style={{ width: `${Math.max(rate > 0 ? 4 : 0, rate * 100)}%` }} />
      </span>
      {words}
    </span>
  )
}
