import { Dialog as Base } from '@base-ui/react/dialog'
import X from 'lucide-react/icons/x'
import { useState, type ReactNode } from 'react'
import { describe, sentence } from '../api.ts'
import { Button, IconButton } from './button.tsx'
import { cn } from './class-names.ts'

type Props = {
  open: boolean
  onClose: () => void
  title: string
  children: ReactNode
  className?: string
  bare?: boolean
}

/** Above everything, closed by escape; the focus returns to where it was. */
export function Dialog({ open, onClose, title, children, className, bare }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(10_10_20/35%)]" />
        <Base.Popup
          className={cn(
            'appear fixed top-[12vh] left-1/2 z-40 flex max-h-[76vh] w-[min(92vw,32rem)] -translate-x-1/2 flex-col rounded-xl bg-raised text-text shadow-float outline-none',
            className,
          )}
        >
          <div className={cn('flex items-center gap-2 px-5 pt-4 pb-2', bare && 'sr-only')}>
            <Base.Title className="flex-1 text-base font-semibold">{title}</Base.Title>
            {!bare && (
              <Base.Close render={<IconButton label="Close" />}>
                <X aria-hidden />
              </Base.Close>
            )}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

type ConfirmProps = {
  open: boolean
  onClose: () => void
  title: string
  /** What will happen, with its consequences. */
  children: ReactNode
  action: string
  /** Has to be typed where nothing brings the thing back. */
  typeName?: string
  run: () => Promise<unknown>
}

/** For what destroys: names the thing and its consequences. */
export function Confirm({ open, onClose, title, children, action, typeName, run }: ConfirmProps) {
  const [typed, setTyped] = useState('')
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const ready = typeName === undefined || typed.trim() === typeName
  const start = (): void => {
    setPending(true)
    setError(undefined)
    run()
      .then(onClose, setError)
      .finally(() => setPending(false))
  }
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <form
        className="flex flex-col gap-4 px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !pending) start()
        }}
      >
        <div className="text-muted">{children}</div>
        {typeName !== undefined && (
          <label className="block">
            <span className="mb-1 block text-muted">
              Type <strong className="text-text">{typeName}</strong> to go on
            </span>
            <input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              className="h-8.5 w-full rounded-md border border-line-strong bg-surface px-2.5 text-base"
            />
          </label>
        )}
        {error !== undefined && (
          <p role="alert" className="text-down">
            {sentence(describe(error).detail)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="danger"
            pending={pending}
            refusal={ready ? undefined : 'The name is not typed yet.'}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
