/** Where chance enters. Passed in, so that a test can fix it. */
export interface Randomness {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}

/** A two-word name such as `brisk-heron`, for a run that nobody named. */
export function randomName(randomness: Randomness): string {
  return `${pick(adjectives, randomness)}-${pick(animals, randomness)}`;
}

function pick(words: readonly string[], randomness: Randomness): string {
  return words[Math.floor(randomness.fraction() * words.length)] ?? words[0] ?? "run";
}

const adjectives = (
  "able amber ample apt azure bold brave brief bright brisk calm candid civil clear clever cosmic crisp curious daring deft " +
  "eager early easy elegant even exact fair famous fast fine firm fleet fluent fond frank fresh gentle glad golden grand " +
  "handy happy honest humble ideal jolly keen kind lively loyal lucid lucky mellow merry mighty modest neat nimble noble " +
  "patient placid polite prime proud pure quick quiet rapid ready regal robust rosy sage serene sharp silent silver simple " +
  "sleek smart smooth snug solid sound spry steady stellar still stout sunny super sure swift tidy true vivid warm wise witty zesty"
).split(" ");

const animals = (
  "adder albatross ant badger bat bear beaver bee beetle bison boar bobcat buffalo bunting camel caribou carp cat chamois cheetah " +
  "cicada civet cobra condor coot cougar coyote crab crane cricket crow curlew deer dingo dolphin dove dragonfly duck eagle eel " +
  "egret elk emu ermine falcon ferret finch firefly fox frog gannet gazelle gecko gibbon goose grouse gull hare harrier hawk heron " +
  "hornet horse hound husky ibex ibis jackal jaguar jay kestrel kite kiwi koala lark lemur leopard lion lizard llama lobster lynx " +
  "macaw magpie mallard marlin marmot marten mole moose moth mule newt ocelot octopus oriole osprey otter owl oyster panda panther " +
  "parrot pelican penguin petrel pigeon plover puffin puma quail rabbit raccoon raven robin salmon seal shrew skink snail snipe sparrow " +
  "spider squid stag starling stoat stork swallow swan swift tapir teal tern thrush tiger toad toucan trout turtle viper vole walrus " +
  "wasp weasel whale wolf wombat wren yak zebra"
).split(" ");
