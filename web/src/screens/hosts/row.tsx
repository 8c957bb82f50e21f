import { Link } from '@tanstack/react-router'
import type { Host } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { bytes } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { HostPill } from './state.tsx'
import { coverageWords, percent } from './words.ts'

const columns = 'md:grid md:grid-cols-[6.5rem_minmax(0,1fr)_4.5rem_6.5rem_6.5rem_4rem_5rem] md:items-center md:gap-x-4'

export function HostRowHeader() {
  return (
    <div aria-hidden className={cn('hidden h-8 border-b border-line px-4 text-xs text-faint', columns)}>
      <span>State</span>
      <span>Host</span>
      <span>CPU</span>
      <span>Memory</span>
      <span>Fullest disk</span>
      <span>Load</span>
      <span title="Of the last 24 hours, what is known">Coverage</span>
    </div>
  )
}

export function HostRow({ host, projectName }: { host: Host; projectName: string | undefined }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, state, operatingSystem, lastSeenAt, labels, coverageShare } = host
  const { cpuShare, processors, memoryShare, memoryBytes, fullestFilesystem, load1 } = host.figures
  return (
    <li
      className={cn(
        'relative border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-selected',
        columns,
      )}
    >
      <div className="mb-1.5 md:mb-0">
        <HostPill state={state} />
      </div>
      <div className="min-w-0">
        <Link
          to="/$workspace/hosts/$hostId"
          params={{ workspace, hostId: id }}
          data-row-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted">
          {operatingSystem && <span className="truncate">{operatingSystem}</span>}
          {state !== 'reporting' && (
            <span>
              last seen <Time at={lastSeenAt} />
            </span>
          )}
          {projectName && <span className="text-faint">{projectName}</span>}
          {Object.entries(labels).map(([label, value]) => (
            <code key={label} className="truncate text-faint">
              {label}={value}
            </code>
          ))}
        </p>
      </div>
      <div className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1 md:mt-0 md:contents">
        <Figure name="CPU" share={cpuShare} more={processors === null ? undefined : `of ${processors}`} />
        <Figure
          name="Memory"
          share={memoryShare}
          more={memoryBytes === null ? undefined : `of ${bytes(memoryBytes)}`}
        />
        <Figure name="Fullest disk" share={fullestFilesystem?.share ?? null} more={fullestFilesystem?.mountpoint} />
        <Cell name="Load">{load1 === null ? <Unknown /> : load1.toFixed(2)}</Cell>
        <Cell name="Coverage">{coverageWords(coverageShare)}</Cell>
      </div>
    </li>
  )
}

function Figure({ name, share, more }: { name: string; share: number | null; more: string | undefined }) {
  return (
    <Cell name={name}>
      {share === null ? (
        <Unknown />
      ) : (
        <>
          {percent(share)} {more && <span className="text-xs text-faint">{more}</span>}
          <span className="mt-0.5 block h-1 w-14 overflow-hidden rounded-full bg-sunken" aria-hidden>
            <span className="block h-full bg-accent-fill" style={{ width: `${share * 100}%` }} />
          </span>
        </>
      )}
    </Cell>
  )
}

const Unknown = () => <span className="text-faint">unknown</span>

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0 truncate text-muted tabular-nums">
      <span className="block text-xs text-faint md:sr-only">{name}</span>
      {children}
    </div>
  )
}
