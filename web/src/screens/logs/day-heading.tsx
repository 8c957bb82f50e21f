import { date } from '../../format.ts'

/** Above the first row of a day. */
export function DayHeading({ at }: { at: string }) {
  return (
    <li className="border-b border-line bg-sunken px-3 py-1 text-xs font-medium text-muted md:px-4">
      <time dateTime={at}>{date(new Date(at))}</time>
    </li>
  )
}
