import RotateCcw from 'lucide-react/icons/rotate-ccw'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { describe } from '../api.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy.tsx'

type Props = {
  error: unknown
  retry?: (() => void) | undefined
  children?: React.ReactNode
  /** `h1` where it is the whole screen. */
  heading?: 'h1' | 'p'
}

/** The one way in which a failure is told: what happened, what to do, and the id to quote. */
export function ErrorPanel({ error, retry, children, heading: Heading = 'p' }: Props) {
  const { title, detail, requestId } = describe(error)
  return (
    <div
      role="alert"
      className="appear mx-auto flex w-full max-w-xl flex-col gap-3 rounded-lg border border-line bg-down-soft p-4"
    >
      <div className="flex items-start gap-3">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-down" aria-hidden />
        <div className="min-w-0 flex-1">
          <Heading className="font-medium text-text">{title}</Heading>
          <p className="break-words text-muted">{detail}</p>
          {children}
        </div>
      </div>
      {(retry || requestId) && (
        <div className="flex flex-wrap items-center gap-2 pl-7">
          {retry && (
            <Button onClick={retry} icon={<RotateCcw aria-hidden />}>
              Try again
            </Button>
          )}
          {requestId && (
            <span className="flex min-w-0 items-center gap-1 text-xs text-muted">
              Request <code className="truncate">{requestId}</code>
              <CopyButton text={requestId} label="Copy the request id" />
            </span>
          )}
        </div>
      )}
    </div>
  )
}

/** The same on one line, above the button of a form. */
export function ErrorLine({ error }: { error: unknown }) {
  const { detail, requestId } = describe(error)
  return (
    <p role="alert" className="flex items-start gap-2 rounded-md bg-down-soft px-3 py-2 text-down">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">
        {detail}
        {requestId && <span className="block truncate text-xs text-muted">Request {requestId}</span>}
      </span>
    </p>
  )
}
