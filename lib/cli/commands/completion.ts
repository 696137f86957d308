import { Argument, type Command } from 'commander';
import { say } from '../report.ts';

/** What a shell has to know of a command. */
interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    readonly flag: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
}

const described = (program: Command): readonly Completed[] =>
  program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    options: [
      ...command.options.map(({ long, description, argChoices = [] }) => ({
        flag: long ?? '',
        description,
        choices: argChoices,
      })),
      { flag: '--help', description: 'what it does and takes', choices: [] },
    ],
  }));

const choicesOf = (commands: readonly Completed[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    commands.flatMap(({ options }) =>
      options.filter(({ choices }) => choices.length > 0).map(({ flag, choices }) => [flag, choices] as const),
    ),
  );

const bash = (commands: readonly Completed[]): string => `_sluice() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word")); return; fi
  case "$before" in
${[...choicesOf(commands)].map(([flag, choices]) => `    ${flag}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`).join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${commands.map(({ name, options }) => `    ${name}) [[ "$word" == -* ]] && COMPREPLY=($(compgen -W "${options.map(({ flag }) => flag).join(' ')}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -F _sluice sluice`;

const quoted = (text: string): string => text.replaceAll("'", '’').replaceAll(/[[\]:]/g, ' ');

const zsh = (commands: readonly Completed[]): string => `#compdef sluice
_sluice() {
  if (( CURRENT == 2 )); then
    local -a commands=(${commands.map(({ name, summary }) => `'${name}:${quoted(summary)}'`).join(' ')})
    _describe command commands
    return
  fi
  case "$words[2]" in
${commands
  .map(
    ({ name, options }) =>
      `    ${name}) _arguments ${options.map(({ flag, description, choices }) => `'${flag}[${quoted(description)}]${choices.length > 0 ? `:choice:(${choices.join(' ')})` : ''}'`).join(' ')} '*:file:_files' ;;`,
  )
  .join('\n')}
  esac
}
compdef _sluice sluice`;

const fish = (commands: readonly Completed[]): string =>
  commands
    .flatMap(({ name, summary, options }) => [
      `complete -c sluice -n __fish_use_subcommand -a ${name} -d '${quoted(summary)}'`,
      ...options.map(
        ({ flag, description, choices }) =>
          `complete -c sluice -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d '${quoted(description)}'${choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ''}`,
      ),
    ])
    .join('\n');

const SHELLS = { bash, zsh, fish };

/** `completion`: what a shell has to be told, made from the commands themselves. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print completions for a shell')
    .description('Prints completions for a shell, as in: source <(sluice completion bash)')
    .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => say(SHELLS[shell](described(program))));
}
