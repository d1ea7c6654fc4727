import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { sayCount, sayDate, sayShort } from "./format.ts";

const axis = { tickLine: false, axisLine: false, tick: { fill: "var(--text-soft)", fontSize: 12 } } as const;

/** The drawing of a `DayPlot`. What it says is said there, in words, so that it is left out for a screen reader. */
export default function AreaOfDays(props: { name: string; points: { date: string; value: number }[]; height: number }) {
  return (
    <ResponsiveContainer width="100%" height={props.height}>
      <AreaChart data={props.points} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="date" tickFormatter={sayDate} minTickGap={28} {...axis} />
        <YAxis width={44} tickFormatter={sayShort} allowDecimals={false} {...axis} />
        <Tooltip
          formatter={(value) => [sayCount(Number(value)), props.name]}
          labelFormatter={(date) => sayDate(String(date))}
          cursor={{ stroke: "var(--line-strong)" }}
          contentStyle={{
            background: "var(--surface)",
            border: "1px solid var(--line)",
            borderRadius: "var(--radius-small)",
            boxShadow: "var(--shadow)",
            color: "var(--text)",
          }}
          itemStyle={{ color: "var(--text)" }}
        />
        <Area
          dataKey="value"
          type="monotone"
          stroke="var(--spotlight)"
          strokeWidth={2}
          fill="var(--spotlight)"
          fillOpacity={0.16}
          isAnimationActive={false}
          activeDot={{ r: 5, stroke: "var(--surface)", strokeWidth: 2 }}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}
