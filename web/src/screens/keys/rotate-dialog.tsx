import { useState, type ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { overlaps } from './key-state.ts'

type Props = {
  title: string
  /** What the new key will be. */
  children: ReactNode
  onClose: () => void
  rotate: (overlapHours: number) => Promise<void>
}

/** Asks how long the old key goes on working, and makes the new one. */
export function RotateDialog({ title, children, onClose, rotate }: Props) {
  const [hours, setHours] = useState<number>(overlaps[0].hours)
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const start = async (): Promise<void> => {
    setPending(true)
    setProblem(undefined)
    try {
      await rotate(hours)
      onClose()
    } catch (error) {
      setProblem(error)
      setPending(false)
    }
  }
  return (
    <Dialog open title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-4 overflow-y-auto px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (!pending) void start()
        }}
      >
        <div className="text-muted">{children}</div>
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">The old key goes on working for</legend>
          <div className="flex flex-col gap-2">
            {overlaps.map((overlap) => (
              <label key={overlap.hours} className="flex cursor-pointer items-start gap-2.5">
                <input
                  type="radio"
                  name="overlap"
                  checked={overlap.hours === hours}
                  onChange={() => setHours(overlap.hours)}
                  className="mt-0.5 size-4 shrink-0 cursor-pointer accent-accent-fill"
                />
                <span>
                  {overlap.word}
                  {overlap.hint && <span className="block text-xs text-faint">{overlap.hint}</span>}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {problem !== undefined && <ErrorLine error={problem} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={pending}>
            Rotate
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
