import { Link, useMatchRoute } from '@tanstack/react-router'
import { useWorkspace } from '../../session.ts'
import { places, type Place } from './places.ts'

/** Icons with words on the left; narrow screens have the bottom bar. */
export function Rail() {
  const { slug, permissions } = useWorkspace()
  // What one may not know of is absent.
  const open = places.filter(({ permission }) => permissions.includes(permission))
  return (
    <nav aria-label="Main" className="row-span-2 hidden flex-col gap-0.5 overflow-y-auto px-2.5 pb-4 md:flex">
      <Link
        to="/$workspace"
        params={{ workspace: slug }}
        className="mb-3 flex h-13 items-center gap-2 rounded-md px-2 text-base font-semibold tracking-tight"
      >
        <Mark />
        Watchword
      </Link>
      {open
        .filter(({ group }) => group === 'watch')
        .map((place) => (
          <RailLink key={place.to} place={place} workspace={slug} />
        ))}
      <p className="mt-5 px-2 pb-1 text-xs text-faint">Settings</p>
      {open
        .filter(({ group }) => group === 'settings')
        .map((place) => (
          <RailLink key={place.to} place={place} workspace={slug} />
        ))}
    </nav>
  )
}

function RailLink({ place: { to, name, icon: Icon, keys }, workspace }: { place: Place; workspace: string }) {
  const matches = useMatchRoute()
  // Heartbeats and probes are the same place as checks, with which it opens.
  const isWithin =
    to === '/$workspace/monitors/checks' &&
    matches({ to: '/$workspace/monitors', params: { workspace }, fuzzy: true }) !== false
  return (
    <Link
      to={to}
      params={{ workspace }}
      {...(isWithin && { 'data-status': 'active' })}
      activeOptions={{ exact: to === '/$workspace', includeSearch: false }}
      title={`${name} (${keys})`}
      className="flex h-7.5 items-center gap-2.5 rounded-md px-2 font-medium text-muted hover:bg-hover hover:text-text data-[status=active]:bg-selected data-[status=active]:text-text"
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      {name}
    </Link>
  )
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-5.5 shrink-0" aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-accent-fill" />
      <path
        d="M7 10l4.5 12L16 12l4.5 10L25 10"
        fill="none"
        stroke="#fff"
        strokeWidth="2.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
