import CornerDownRight from 'lucide-react/icons/corner-down-right'
import type { Exception } from '../../api.ts'
import { CopyWordsButton } from '../../components/copy.tsx'
import { Frames } from './frames.tsx'
import { Part } from './part.tsx'
import { stackText } from './stack-text.ts'

/** The exception itself first, then what caused it, and so on: the order in which one asks. */
export function Exceptions({ exceptions }: { exceptions: readonly Exception[] }) {
  const [main, ...causes] = exceptions.toReversed()
  if (!main) return null
  return (
    <Part title="Stack trace" actions={<CopyWordsButton text={stackText(exceptions)}>Copy as text</CopyWordsButton>}>
      <div className="flex flex-col gap-4">
        <ExceptionView exception={main} />
        {causes.map((exception, index) => (
          <div key={index}>
            <p className="mb-1.5 flex items-center gap-1.5 text-xs text-faint">
              <CornerDownRight className="size-3.5" aria-hidden />
              {main.isGroup ? 'It holds together' : 'Caused by'}
            </p>
            <ExceptionView exception={exception} />
          </div>
        ))}
      </div>
    </Part>
  )
}

function ExceptionView({ exception: { type, value, handled, mechanism, module, frames } }: { exception: Exception }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="border-b border-line bg-sunken px-3.5 py-2.5">
        <p className="break-words">
          <bdi>
            <strong className="font-semibold">{type ?? 'Error'}</strong>
            {value && <span className="text-muted">: {value}</span>}
          </bdi>
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-faint">
          {handled !== undefined && <span>{handled ? 'Handled' : 'Not handled'}</span>}
          {mechanism && <span>caught by {mechanism}</span>}
          {module && <span>{module}</span>}
        </p>
      </div>
      <Frames frames={frames} />
    </div>
  )
}
