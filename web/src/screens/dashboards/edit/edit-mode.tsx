import { useBlocker } from '@tanstack/react-router'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import type { JsonObject } from '#common/dashboards'
import { Button } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { useKeys } from '../../../keys.ts'
import { useBoard } from '../board.ts'
import type { Draft } from './draft.ts'
import { EditBar } from './edit-bar.tsx'
import { EditGrid } from './edit-grid.tsx'
import { JsonPart } from './json-part.tsx'
import { MarksPart } from './marks/marks-part.tsx'
import { PanelEditor } from './panel-editor.tsx'
import { SettingsPart } from './settings-part.tsx'
import { useSave } from './use-save.tsx'
import { VariablesPart } from './variables-part.tsx'
import { VersionsPart } from './versions-part.tsx'

type EditProps = {
  draft: Draft
  dirty: boolean
  onChange: (json: JsonObject, kind?: string) => void
  onUndo: () => void
  onRedo: () => void
  onSaved: (json: JsonObject) => void
}

/** The dashboard while it is being changed; nothing is kept before it is saved. */
export function EditMode({ draft, dirty, onChange, onUndo, onRedo, onSaved }: EditProps) {
  const { search, set, stored, editBarAt } = useBoard()
  const [leaving, setLeaving] = useState(false)
  const [message, setMessage] = useState('')
  const { save, saving, dialogs } = useSave({
    ...{ json: draft.now, message },
    onSaved: (json) => {
      setMessage('')
      onSaved(json)
    },
  })
  const discard = (): void => {
    onSaved(stored.dashboard)
    setLeaving(false)
    set({ edit: undefined, change: undefined, part: undefined })
  }
  const done = (): void => (dirty ? setLeaving(true) : discard())
  const back = (): void => set({ change: undefined, part: undefined, edit: true })
  useKeys([
    { keys: 'mod+s', does: 'Save', group: 'Dashboard', run: () => dirty && save(), inFields: true },
    { keys: 'mod+z', does: 'Undo', group: 'Dashboard', run: onUndo },
    { keys: 'mod+y', does: 'Do it again', group: 'Dashboard', run: onRedo },
    {
      ...{ keys: 'escape', does: 'Out of a field, then back', group: 'Dashboard', inFields: true },
      // Keys of the dashboard work again once no field has the focus.
      run: () => leaveField() || ((search.change ?? search.part) ? back() : done()),
    },
  ])
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
  })
  return (
    <>
      {editBarAt &&
        createPortal(
          <EditBar
            {...{ draft, dirty, saving, message, onUndo, onRedo, onChange }}
            onMessage={setMessage}
            onSave={save}
            onDone={done}
            onBack={back}
          />,
          editBarAt,
        )}
      <Part json={draft.now} dirty={dirty} onChange={onChange} onSaved={onSaved} />
      {dialogs}
      <Unsaved
        open={leaving || blocker.status === 'blocked'}
        onStay={() => {
          setLeaving(false)
          blocker.reset?.()
        }}
        onDiscard={() => {
          if (blocker.status === 'blocked') blocker.proceed()
          else discard()
        }}
        onSave={() => {
          setLeaving(false)
          blocker.reset?.()
          save()
        }}
      />
    </>
  )
}

/** Whether one had the focus. */
function leaveField(): boolean {
  const { activeElement: active } = document
  if (!(active instanceof HTMLElement) || !active.matches('input, textarea, select, [contenteditable=true]'))
    return false
  active.blur()
  return true
}

type PartProps = Pick<EditProps, 'dirty' | 'onChange' | 'onSaved'> & { json: JsonObject }

function Part({ json, dirty, onChange, onSaved }: PartProps) {
  const { search } = useBoard()
  if (search.part === 'variables') return <VariablesPart json={json} onChange={onChange} />
  if (search.part === 'marks') return <MarksPart json={json} onChange={onChange} />
  if (search.part === 'settings') return <SettingsPart json={json} onChange={onChange} />
  if (search.part === 'json') return <JsonPart json={json} onChange={onChange} />
  if (search.part === 'versions') return <VersionsPart dirty={dirty} onRestored={onSaved} />
  if (search.change !== undefined)
    return <PanelEditor key={search.change} id={search.change} json={json} onChange={onChange} />
  return <EditGrid json={json} onChange={onChange} />
}

type UnsavedProps = { open: boolean; onStay: () => void; onDiscard: () => void; onSave: () => void }

function Unsaved({ open, onStay, onDiscard, onSave }: UnsavedProps) {
  return (
    <Dialog open={open} onClose={onStay} title="There are changes that are not saved">
      <div className="flex flex-col gap-4 px-5 pb-5">
        <p className="text-muted">Without saving them they are lost.</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onStay}>Go on editing</Button>
          <Button look="danger" onClick={onDiscard}>
            Discard changes
          </Button>
          <Button look="primary" onClick={onSave}>
            Save
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
