import type { Cell } from '#common/dashboards'
import { useMemo } from 'react'
import { pathsOf } from './sparkline-paths.ts'

type Props = { values: readonly Cell[]; color: string; width: number; height: number; min?: number; max?: number }

/** The course of a value without axes: a thin line on a soft ground. */
export function Sparkline({ values, color, width, height, min, max }: Props) {
  const { line, area } = useMemo(
    () => pathsOf(values, { width, height }, { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }),
    [values, width, height, min, max],
  )
  if (line === '') return null
  return (
    <svg aria-hidden width={width} height={height} className="absolute bottom-0 left-0 block">
      <path d={area} fill={color} opacity="0.16" />
      <path d={line} fill="none" stroke={color} strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  )
}
