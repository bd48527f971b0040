/**
 * One clock of the three is two minutes off, which is more than the slack between them. Where that
 * lets nobody in, people are told when to come back.
 */
import type { LocalSystem } from '../../local/system.ts';
import { describeFaults, type FaultCase } from './fault-cases.ts';
import type { Story } from './scene.ts';

function clock(
  who: keyof LocalSystem['clocks'],
  seconds: number,
  story: Partial<Story>,
): FaultCase {
  const move = ({ clocks }: LocalSystem, by: number) => void (clocks[who].offset += by * 1000);
  return {
    name: `${who}’s clock ${seconds} s off`,
    start: (system) => {
      move(system, seconds);
    },
    end: (system) => {
      move(system, -seconds);
      // What was dated wrongly meanwhile is right by then.
      system.advance(120);
    },
    story,
  };
}

/** The token is dated so that the edge takes it later; the ways in do not go round meanwhile. */
const notYet = {
  signIn: ['503 page'],
  callback: '503 page',
  expired: '503 page',
} satisfies Partial<Story>;

describeFaults([
  clock('edge', 120, {}),
  clock('edge', -120, notYet),
  clock('lambda', 120, notYet),
  clock('lambda', -120, {}),
  // Its dates count by the Lambda's clock then.
  clock('cognito', 120, {}),
  clock('cognito', -120, {}),
]);
