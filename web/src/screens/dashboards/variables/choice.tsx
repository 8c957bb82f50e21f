import { Popover } from '@base-ui/react/popover'
import ChevronDown from 'lucide-react/icons/chevron-down'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useState } from 'react'
import { allValues, type VariableOption } from '#common/dashboards'
import { buttonClass } from '../../../components/button.tsx'
import type { Resolved } from './resolve.ts'
import { ChoiceList } from './choice-list.tsx'

type Props = { resolved: Resolved; onChange: (chosen: string[]) => void }

/** One or several of what there is; several are taken over when the list is closed. */
export function VariableChoice({ resolved, onChange }: Props) {
  const { variable, chosen, options, fault } = resolved
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState<string[]>()
  const label = variable.label || variable.name
  const words = wordsOf(draft ?? chosen, options)
  const close = (next = draft): void => {
    setOpen(false)
    setDraft(undefined)
    if (next && next.join('\n') !== chosen.join('\n')) onChange(next)
  }
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-sm">
      <span aria-hidden className={variable.hide === 'label' ? 'sr-only' : 'max-w-40 truncate text-muted'}>
        {label}
      </span>
      <Popover.Root open={open} onOpenChange={(next) => (next ? setOpen(true) : close())}>
        <Popover.Trigger
          render={
            <button
              type="button"
              aria-label={`${label}: ${words}`}
              title={variable.description || words}
              className={buttonClass('secondary', 'max-w-60 justify-between font-normal')}
            >
              {fault && <TriangleAlert className="text-degraded" aria-hidden />}
              <span className="truncate">{words}</span>
              <ChevronDown aria-hidden className="text-faint" />
            </button>
          }
        />
        <Popover.Portal container={document.getElementById('layer') ?? undefined}>
          <Popover.Positioner align="start" sideOffset={6} className="z-50 outline-none">
            <Popover.Popup
              aria-label={`Choose ${label}`}
              className="appear flex max-h-[min(60vh,26rem)] w-72 max-w-[92vw] flex-col rounded-lg bg-raised text-sm text-text shadow-float outline-none"
            >
              <ChoiceList
                {...{ variable, options, fault }}
                chosen={draft ?? chosen}
                onDraft={setDraft}
                onDone={close}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </div>
  )
}

function wordsOf(chosen: readonly string[], options: readonly VariableOption[]): string {
  if (chosen.includes(allValues)) return 'All'
  const texts = chosen.map((value) => options.find((option) => option.value === value)?.text ?? value)
  if (texts.length === 0) return 'Nothing'
  return texts.length <= 3 ? texts.map((text) => text || '(empty)').join(', ') : `${texts.length} chosen`
}
