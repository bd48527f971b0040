import { edgeCases, edgeSections } from './edge/cases.ts';
import { edgeBundle } from './edge/count.ts';
import { countCases } from './edge/measure.ts';

const wanted = process.argv.slice(2);
const chosen = edgeCases.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
let n = 0;
const counts = await countCases(chosen, edgeBundle(), (id) => {
  process.stderr.write(`\r\x1b[K${++n}/${chosen.length} ${id}`);
});
process.stderr.write('\n');
for (const { title, cases } of edgeSections) {
  const rows = cases.flatMap((edgeCase) => {
    const count = counts.find(({ id }) => id === edgeCase.id);
    return count
      ? [
          `  ${edgeCase.title.padEnd(60)}${count.instructions.toLocaleString('en').padStart(9)}  ${edgeCase.id}`,
        ]
      : [];
  });
  if (rows.length > 0) console.log([title, ...rows].join('\n'));
}
