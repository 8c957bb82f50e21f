import ArrowLeft from 'lucide-react/icons/arrow-left'
import Plus from 'lucide-react/icons/plus'
import Redo2 from 'lucide-react/icons/redo-2'
import Undo2 from 'lucide-react/icons/undo-2'
import { addPanel, newPanelJson, type JsonObject } from '#common/dashboards'
import { Button, IconButton } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Menu, MenuItem } from '../../../components/menu.tsx'
import { modKey } from '../../../keys.ts'
import type { Part } from '../address.ts'
import { useBoard } from '../board.ts'
import { kindWords, newKinds } from '../kinds.ts'
import type { Draft } from './draft.ts'

type Props = {
  draft: Draft
  dirty: boolean
  saving: boolean
  /** What was changed, for the list of versions. */
  message: string
  onMessage: (message: string) => void
  onChange: (json: JsonObject) => void
  onUndo: () => void
  onRedo: () => void
  onSave: () => void
  onDone: () => void
  onBack: () => void
}

const parts: { part: Part | undefined; words: string }[] = [
  { part: undefined, words: 'Panels' },
  { part: 'variables', words: 'Variables' },
  { part: 'marks', words: 'Marks' },
  { part: 'settings', words: 'Settings' },
  { part: 'json', words: 'JSON' },
  { part: 'versions', words: 'Versions' },
]

export function EditBar({ draft, dirty, saving, message, onMessage, onChange, onUndo, onRedo, ...on }: Props) {
  const { search, set } = useBoard()
  const onPanel = search.change !== undefined && search.part === undefined
  return (
    <div
      role="toolbar"
      aria-label="Editing"
      className="mt-2 flex flex-wrap items-center gap-1.5 rounded-lg border border-accent/40 bg-accent-soft px-2 py-1.5"
    >
      {onPanel ? (
        <Button icon={<ArrowLeft aria-hidden />} onClick={on.onBack} title="escape">
          <span>
            Back<span className="max-sm:sr-only"> to the dashboard</span>
          </span>
        </Button>
      ) : (
        <>
          <AddPanel json={draft.now} onChange={onChange} />
          <div role="group" aria-label="Parts" className="flex max-sm:w-full max-sm:overflow-x-auto">
            {parts.map(({ part, words }) => (
              <button
                key={words}
                type="button"
                aria-pressed={search.part === part}
                onClick={() => set({ edit: true, part, change: undefined })}
                className={cn(
                  'h-7 shrink-0 rounded-md px-2 text-sm font-medium pointer-coarse:h-9',
                  search.part === part ? 'bg-raised text-text shadow-card' : 'text-muted hover:text-text',
                )}
              >
                {words}
              </button>
            ))}
          </div>
        </>
      )}
      <span className="flex-1" />
      {dirty && (
        <input
          value={message}
          maxLength={500}
          aria-label="What was changed"
          placeholder="What was changed (may stay empty)"
          onChange={(event) => onMessage(event.target.value)}
          className="h-7 w-60 min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-faint max-lg:hidden"
        />
      )}
      <IconButton label={`Undo (${modKey} z)`} disabled={draft.past.length === 0} onClick={onUndo}>
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton label={`Do it again (${modKey} y)`} disabled={draft.future.length === 0} onClick={onRedo}>
        <Redo2 aria-hidden />
      </IconButton>
      <Button onClick={on.onDone}>{dirty ? 'Discard' : 'Done'}</Button>
      <Button
        look="primary"
        pending={saving}
        onClick={on.onSave}
        refusal={dirty ? undefined : 'Nothing has changed.'}
        title={`${modKey} s`}
      >
        {saving ? 'Saving …' : 'Save'}
      </Button>
    </div>
  )
}

function AddPanel({ json, onChange }: { json: JsonObject; onChange: (json: JsonObject) => void }) {
  const { dashboard, set } = useBoard()
  return (
    <Menu
      trigger={
        // Of an empty dashboard nothing else is of use: enter begins with the first panel.
        <Button icon={<Plus aria-hidden />} look="primary" autoFocus={dashboard.panels.length === 0}>
          Add panel
        </Button>
      }
    >
      {newKinds.map((kind) => (
        <MenuItem
          key={kind}
          onClick={() => {
            const added = addPanel(json, newPanelJson(kind, kind === 'row' ? 'New row' : ''))
            onChange(added.json)
            set({ edit: true, part: undefined, change: kind === 'row' ? undefined : added.id })
          }}
        >
          <span className="min-w-0">
            <span className="block font-medium">{kindWords[kind].one}</span>
            <span className="block text-xs text-faint">{kindWords[kind].says}</span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  )
}
