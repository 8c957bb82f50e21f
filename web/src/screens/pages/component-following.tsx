import { useQuery } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { useDeferredValue, useId, useRef, useState } from 'react'
import type { Following, FollowedMonitor } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { Checkbox, Select } from '../../components/field.tsx'
import { duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { CheckWord } from '../monitors/checks/state.tsx'
import { monitorsToFollowQuery } from './queries.ts'

const maxFollowed = 20
/** In seconds; what the API was given besides is added. */
const waits = [0, 30, 60, 120, 300, 900, 3600]

export type FollowingValue = Pick<Following, 'monitors' | 'mode' | 'afterSeconds' | 'automatic'>

/** As the API takes it. */
export function followingBody({ monitors, mode, afterSeconds, automatic }: FollowingValue) {
  return { monitorIds: monitors.map(({ id }) => id).toSorted(), mode, afterSeconds, automatic }
}

type Props = { name: string; value: FollowingValue; onChange: (value: FollowingValue) => void }

/** The monitors that a component goes by, with what they say now. */
export function FollowingFields({ name, value, onChange }: Props) {
  const { monitors, mode, afterSeconds, automatic } = value
  const id = useId()
  const set = (changed: Partial<FollowingValue>): void => onChange({ ...value, ...changed })
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Follows monitors</legend>
      <p className="mb-2 text-xs text-faint">
        {name} is shown as out while one of these is down. Open reports and maintenances keep their word.
      </p>
      <div className="rounded-md border border-line bg-surface">
        {monitors.length > 0 && (
          <ul aria-label="Monitors that it follows">
            {monitors.map((monitor) => (
              <li key={monitor.id} className="flex items-center gap-3 border-b border-line py-1 pr-1 pl-3">
                <span className="w-24 shrink-0">
                  <CheckWord condition={monitor.says} />
                </span>
                <Named monitor={monitor} />
                <IconButton
                  label={`No longer follow ${monitor.name}`}
                  onClick={() => set({ monitors: monitors.filter((each) => each.id !== monitor.id) })}
                >
                  <X aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        {monitors.length < maxFollowed ? (
          <Finder chosen={monitors} onAdd={(monitor) => set({ monitors: [...monitors, monitor] })} />
        ) : (
          <p className="p-3 text-muted">A component follows {maxFollowed} monitors at most.</p>
        )}
      </div>
      {monitors.length > 0 && (
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          {monitors.length > 1 && (
            <div>
              <label htmlFor={`${id}-mode`} className="mb-1 block text-sm font-medium">
                Major outage
              </label>
              <Select
                id={`${id}-mode`}
                className="h-8.5 w-full pointer-coarse:h-10"
                value={mode}
                onChange={({ target }) => set({ mode: target.value === 'all' ? 'all' : 'worst' })}
                options={[
                  { value: 'worst', word: 'When one of them is down' },
                  { value: 'all', word: 'When all are down; some: partial outage' },
                ]}
              />
            </div>
          )}
          <div>
            <label htmlFor={`${id}-after`} className="mb-1 block text-sm font-medium">
              Shown
            </label>
            <Select
              id={`${id}-after`}
              className="h-8.5 w-full pointer-coarse:h-10"
              value={String(afterSeconds)}
              onChange={({ target }) => set({ afterSeconds: Number(target.value) })}
              options={[...new Set([...waits, afterSeconds])]
                .toSorted((one, other) => one - other)
                .map((seconds) => ({ value: String(seconds), word: waitWords(seconds) }))}
            />
          </div>
          <div className="self-end sm:col-span-full">
            <Checkbox
              label="Show it without asking"
              hint="Otherwise it is offered here, and readers see nothing until somebody agrees."
              checked={automatic}
              onChange={({ target }) => set({ automatic: target.checked })}
            />
          </div>
        </div>
      )}
    </fieldset>
  )
}

const waitWords = (seconds: number): string =>
  seconds === 0 ? 'At once' : `After ${duration(seconds * 1000)} of trouble`

function Named({ monitor: { name, target } }: { monitor: FollowedMonitor }) {
  return (
    <span className="min-w-0 flex-1">
      <bdi className="block truncate">{name}</bdi>
      <span className="block truncate text-xs text-faint">{target}</span>
    </span>
  )
}

/** Looks in checks and heartbeats; nothing is listed until somebody looks. */
function Finder({ chosen, onAdd }: { chosen: readonly FollowedMonitor[]; onAdd: (monitor: FollowedMonitor) => void }) {
  const { slug } = useWorkspace()
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const wanted = useDeferredValue(text.trim())
  const query = useQuery({ ...monitorsToFollowQuery(slug, wanted), enabled: open })
  const taken = new Set(chosen.map(({ id }) => id))
  const found = query.data?.filter(({ id }) => !taken.has(id))
  return (
    <div className="p-2">
      <input
        ref={field}
        type="search"
        aria-label="Find a monitor to follow"
        placeholder="Find a check or a heartbeat"
        autoComplete="off"
        value={text}
        onFocus={() => setOpen(true)}
        onChange={({ target }) => setText(target.value)}
        // Enter looks for monitors and does not save.
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) event.preventDefault()
        }}
        className="h-8.5 w-full rounded-md border border-line-strong bg-raised px-2.5 text-base text-text placeholder:text-faint hover:border-muted pointer-coarse:h-10"
      />
      {open && found && (
        <ul aria-label="Monitors that were found" className="mt-1 max-h-56 overflow-y-auto">
          {found.map((monitor) => (
            <li key={monitor.id}>
              <button
                type="button"
                className="flex w-full items-center gap-3 rounded-md px-1 py-1 text-left hover:bg-hover"
                onClick={() => {
                  onAdd(monitor)
                  // The row goes, and the focus would go with it.
                  field.current?.focus()
                }}
              >
                <span className="w-24 shrink-0">
                  <CheckWord condition={monitor.says} />
                </span>
                <Named monitor={monitor} />
                <Plus className="size-4 shrink-0 text-muted" aria-hidden />
                <span className="sr-only">Follow</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open && found?.length === 0 && (
        <p className="px-1 pt-2 text-xs text-muted">
          {wanted ? 'No other monitor fits this.' : 'There is no other monitor that it could follow.'}
        </p>
      )}
    </div>
  )
}
