import { useState, type ReactNode } from 'react'
import { Button } from '../../../components/button.tsx'
import { CopyField } from '../../../components/copy.tsx'
import { toastError } from '../../../components/toast.tsx'

type Props = {
  name: string
  /** Below the name: how far it reaches, since when it is there. */
  about: ReactNode
  label: string
  /** Null: its address cannot be told any more. */
  url: string | null
  /** What takes it away; what stands in its place when that was done. */
  end: { word: string; run: () => Promise<unknown> } | { done: ReactNode }
}

/** One address by which somebody without a session sees something of the workspace. */
export function SharedItem({ name, about, label, url, end }: Props) {
  const [pending, setPending] = useState(false)
  const run = (work: () => Promise<unknown>): void => {
    setPending(true)
    work()
      .catch(toastError)
      .finally(() => setPending(false))
  }
  return (
    <li className="rounded-lg border border-line p-3">
      <div className="mb-2 flex items-center gap-2">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{name}</span>
          <span className="block text-xs text-faint">{about}</span>
        </span>
        {'run' in end ? (
          <Button look="danger" pending={pending} onClick={() => run(end.run)}>
            {end.word}
          </Button>
        ) : (
          <span className="text-xs text-muted">{end.done}</span>
        )}
      </div>
      {'run' in end && url !== null && <CopyField label={label} value={url} />}
    </li>
  )
}
