/** Values that are left out are counted. */
export function More({ shown, total }: { shown: number; total: number }) {
  if (total <= shown) return null
  return (
    <p role="status" className="pt-1 text-center text-xs text-muted">
      {shown} of {total} values are shown.
    </p>
  )
}
