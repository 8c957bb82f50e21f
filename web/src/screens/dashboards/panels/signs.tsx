import { Popover } from '@base-ui/react/popover'
import Info from 'lucide-react/icons/info'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'
import { describe } from '../../../api.ts'
import { clock } from '../../../format.ts'
import type { PanelState } from './use-panel-data.ts'
import { histogramWords } from './notes.tsx'

const most = 20

type Props = { state: PanelState; title: string }

/** A small sign that opens a text: what the engine warned of, which queries it refused, and whether all this is old. */
export function Warnings({ state: { data, error }, title }: Props) {
  const partly = data && data.frames.length > 0 ? data : undefined
  const warnings = [
    ...(partly?.faults.map(({ refId, text }) => `${refId}: ${text}`) ?? []),
    ...(data?.notes ?? []),
    ...(partly && partly.histograms.length > 0 ? [histogramWords(partly.histograms.length)] : []),
    ...(error && data
      ? [`${describe(error).detail} What you see is as of ${clock(new Date(data.answeredAtMs))}.`]
      : []),
  ]
  if (warnings.length === 0) return null
  return (
    <Sign label={`Notes on ${title || 'this panel'}`} icon={<TriangleAlert aria-hidden />}>
      <ul className="flex flex-col gap-1.5">
        {warnings.slice(0, most).map((text) => (
          <li key={text} className="break-words">
            {text}
          </li>
        ))}
      </ul>
    </Sign>
  )
}

/** What its author wrote of the panel. */
export function About({ text, title }: { text: string; title: string }) {
  if (text === '') return null
  return (
    <Sign label={`About ${title || 'this panel'}`} icon={<Info className="text-faint" aria-hidden />}>
      <p className="break-words whitespace-pre-line">{text}</p>
    </Sign>
  )
}

type SignProps = { label: string; icon: ReactNode; children: ReactNode }

function Sign({ label, icon, children }: SignProps) {
  return (
    <Popover.Root>
      <Popover.Trigger
        openOnHover
        delay={150}
        aria-label={label}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-degraded hover:bg-hover pointer-coarse:size-8 [&_svg]:size-3.5"
      >
        {icon}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} className="z-50">
          <Popover.Popup className="appear max-h-80 w-80 max-w-[90vw] overflow-y-auto rounded-lg bg-raised px-3 py-2 text-xs text-text shadow-float outline-none">
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
