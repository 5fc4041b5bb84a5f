package dev.farrier.policy.text;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows which programs read arguments as code, or run another program: there, a value of an event would be code. The
 * arguments of a program that is in none of the tables are taken for data.
 */
public final class Programs {
    /** Any argument of these may be code: a command for another machine, a program to run, a query, a macro. */
    private static final Set<String> READ_CODE = words("""
            ssh slogin rsh rlogin remsh autossh mosh dbclient plink pssh pscp parallel-ssh pdsh clush dsh scp sftp rsync
            psexec winrs winrm wsl ansible ansible-playbook salt salt-ssh salt-call mco bolt fab
            su runuser sg newgrp eval source . awk gawk mawk nawk goawk original-awk sed gsed ssed ed ex vi vim nvim view
            emacs less man xargs parallel sem watch entr at batch systemd-run systemd-nspawn run-parts nsenter chroot
            lxc-attach screen tmux dtach script gdb lldb m4 gm4 make gmake ninja dc bc jq gojq jaq yq xq cmd powershell pwsh
            wmic osascript sqlite sqlite3 psql mysql mariadb mongo mongosh redis-cli valkey-cli keydb-cli clickhouse-client
            clickhouse cqlsh sqlplus sqlcmd isql duckdb influx deno bun npx gnuplot socat
            nft vtysh birdc birdc6 ovs-vsctl ovs-appctl asterisk rasterisk fs_cli
            strace ltrace valgrind perf firejail bwrap proot xvfb-run start-stop-daemon capsh cgexec numactl cpulimit
            daemonize rlwrap trickle chpst softlimit faketime proxychains proxychains4 retry
            choom ssh-agent uclampset systemd-inhibit aa-exec openvt setlock envdir envuidgid fakechroot lckdo logsave
            daemon with-contenv pipesz coresched uname26 i386 i486 i586 i686 tsocks nodemon hyperfine stress-ng xterm
            runc crun apptainer singularity distrobox toolbox jexec tsh tailscale knife check_by_ssh check_nrpe
            srun sbatch mpirun mpiexec emacsclient puppet chef-apply bpftrace exim lftp execlineb nix-shell
            pg_ctl mdadm openvpn restic borg sshfs trino spark-sql hive mysqldump pipx uv poetry pipenv conda
            """);

    /** These run a file, and what follows it is data; or they run code that follows an option. */
    private static final Set<String> RUN_SCRIPTS = words("""
            sh bash dash ash zsh ksh ksh93 mksh pdksh rbash lksh yash posh fish csh tcsh elvish nu xonsh
            python pypy jython ipython perl ruby jruby irb node nodejs php lua luajit texlua tclsh wish expect
            R rscript julia groovy scala kotlin elixir iex erl escript guile racket sbcl clisp ghc runghc runhaskell
            swipl octave jshell jrunscript jjs ts-node tsx coffee crystal pike ocaml swift
            """);

    private static final Pattern CODE_OPTION =
            Pattern.compile("-[A-Za-z]*[ceErRmpPn]([^A-Za-z].*)?|--?(eval|print|command|require|run).*");

    /** If one of these words is among the arguments, any argument may be code. */
    private static final Map<String, Set<String>> COMMANDS = commands(Map.ofEntries(
            Map.entry(
                    "kubectl oc k3s microk8s k0s minikube kubecolor", "exec run debug attach create set patch ssh rsh"),
            Map.entry(
                    "docker podman nerdctl ctr crictl lxc incus buildah docker-compose podman-compose",
                    "exec run create build"),
            Map.entry("ip", "exec -b -batch"),
            Map.entry("git", "foreach run rebase filter-branch difftool mergetool config"),
            Map.entry("bundle bundler", "exec"),
            Map.entry("machinectl limactl multipass", "shell exec"),
            Map.entry("virsh qm pct", "qemu-agent-command exec guest"),
            Map.entry("vagrant gcloud fly flyctl heroku doctl", "ssh run console"),
            Map.entry("aws", "send-command start-session execute-command"),
            Map.entry("az", "invoke create exec"),
            Map.entry("nomad consul etcdctl", "exec lock watch exec-watch"),
            Map.entry("rabbitmqctl rabbitmq-diagnostics", "eval exec"),
            Map.entry("flatpak snap", "run"),
            Map.entry("npm pnpm yarn", "exec run dlx explore"),
            Map.entry("go cargo", "run generate")));

    /** If an argument begins so, any argument may be code. */
    private static final Map<String, Pattern> OPTIONS = options(Map.ofEntries(
            Map.entry("find gfind", "-(exec|ok)(dir)?"),
            Map.entry("fd fdfind", "-[A-Za-z]*[xX]|--ex"),
            Map.entry(
                    "tar gtar bsdtar star",
                    // in clusters too, and in any unambiguous beginning
                    "-[A-Za-z]*[IF]|--(checkpoint-|to-c|use-c|info-s|new-vol|rsh|rmt)"),
            Map.entry("git", "-c|-u|-x|-O|--(upload-pack|receive-pack|exec|config|extcmd|open-files-in-pager)"),
            Map.entry("hg", "--config"),
            Map.entry("zip unzip", "-TT|--unzip-com"),
            Map.entry("nc ncat netcat nc.openbsd nc.traditional", "-[A-Za-z]*[ec]|--(exec|sh-exec|lua-exec)"),
            Map.entry("rg", "--(pre|hostname-bin)"),
            Map.entry("split gsplit", "--fi"),
            Map.entry("sort gsort", "--compress-p"),
            Map.entry("tcpdump", "-[A-Za-z]*z|--postrotate"),
            Map.entry("rpm rpmbuild", "-E|-D|--(eval|define|pipe)"),
            Map.entry("apt apt-get aptitude", "-[A-Za-z]*o|--op"),
            Map.entry("svn", "--(diff-cmd|diff3-cmd|editor-cmd|config-option)"),
            Map.entry("java", "-XX:On|-javaagent|-agent"),
            Map.entry("gcc g++ cc c++ clang", "-wrapper|-fplugin|-specs"),
            Map.entry("cpio", "--(rsh|to)"),
            Map.entry("wget", "-e|--(execute|use-askpass)")));

    /**
     * A program that runs the one that follows its own arguments.
     *
     * @param valued options whose value is the argument after them
     * @param operands how many arguments of its own it has besides options
     * @param code options whose value is code
     */
    private record Wrapper(Set<String> valued, int operands, Set<String> code) {}

    private static final Map<String, Wrapper> WRAPPERS = wrappers();

    /**
     * @param notLiteral the first argument that decides what is run but is not written out; -1: none
     * @param reader the program that may read its arguments as code; null: they are data
     */
    public record CommandLine(int notLiteral, @Nullable String reader) {}

    private Programs() {}

    public static CommandLine commandLine(List<Template> argv) {
        int at = 0;
        while (at < argv.size()) {
            if (!argv.get(at).isLiteral()) {
                return new CommandLine(at, null);
            }
            String name = name(argv.get(at));
            Wrapper wrapper = WRAPPERS.get(name);
            if (wrapper == null) {
                return program(argv, at);
            }
            int next = wrapped(argv, at + 1, wrapper);
            if (argv.subList(at + 1, Math.min(next + 1, argv.size())).stream()
                    .anyMatch(argument -> isOneOf(wrapper.code(), argument.beginning()))) {
                return new CommandLine(-1, name);
            }
            at = next;
        }
        return new CommandLine(-1, null);
    }

    private static CommandLine program(List<Template> argv, int at) {
        String name = name(argv.get(at));
        if (RUN_SCRIPTS.contains(name) && script(argv, at) instanceof Integer script) {
            return new CommandLine(script, null);
        }
        String reader = readsCode(name, argv, at) ? name : null;
        // The wrapper may have options that its table lacks: then the program is another of the arguments.
        for (int i = 1; reader == null && at > 0 && i < argv.size(); i++) {
            String other = argv.get(i).isLiteral() ? name(argv.get(i)) : "";
            if (i != at && (READ_CODE.contains(other) || RUN_SCRIPTS.contains(other)) && readsCode(other, argv, i)) {
                reader = other;
            }
        }
        return new CommandLine(-1, reader);
    }

    /** The index of the argument in which a value decides which script is run; null: there is none. */
    private static @Nullable Integer script(List<Template> argv, int at) {
        for (int i = at + 1; i < argv.size(); i++) {
            String text = argv.get(i).beginning();
            if (!argv.get(i).isLiteral()) {
                return i;
            }
            if (!text.startsWith("-") || CODE_OPTION.matcher(text).matches()) {
                return null;
            }
        }
        return null;
    }

    private static boolean readsCode(String name, List<Template> argv, int at) {
        if (READ_CODE.contains(name)) {
            return true;
        }
        if (RUN_SCRIPTS.contains(name)) {
            // If the script is written out first, the rest is data.
            return at + 1 < argv.size()
                    && argv.get(at + 1).isLiteral()
                    && argv.get(at + 1).beginning().matches("[-+].*");
        }
        Pattern options = OPTIONS.get(name);
        if (options != null
                && rest(argv, at)
                        .anyMatch(argument ->
                                options.matcher(argument.beginning()).lookingAt())) {
            return true;
        }
        Set<String> commands = COMMANDS.get(name);
        return commands != null
                && (rest(argv, at).anyMatch(argument -> commands.contains(argument.beginning()))
                        || !saysItsCommand(argv, at));
    }

    /** Whether a literal word that is no option, nor possibly the value of one, comes before the first reference. */
    private static boolean saysItsCommand(List<Template> argv, int at) {
        boolean afterOption = false;
        for (Template argument : argv.subList(at + 1, argv.size())) {
            if (!argument.isLiteral()) {
                return false;
            }
            boolean option = argument.beginning().startsWith("-");
            if (!option && !afterOption) {
                return true;
            }
            afterOption = option && !argument.beginning().contains("=");
        }
        return true;
    }

    private static Stream<Template> rest(List<Template> argv, int at) {
        return argv.subList(at + 1, argv.size()).stream();
    }

    /** The index of the program that the wrapper runs, or of an argument with a reference before it. */
    private static int wrapped(List<Template> argv, int from, Wrapper wrapper) {
        int operands = wrapper.operands();
        boolean options = true;
        for (int at = from; at < argv.size(); at++) {
            Template argument = argv.get(at);
            String text = argument.beginning();
            if (!argument.isLiteral()) {
                return at;
            }
            if (options && text.equals("--")) {
                options = false;
            } else if (options && text.startsWith("-")) {
                if (takesNext(wrapper, text)) {
                    if (at + 1 < argv.size() && !argv.get(at + 1).isLiteral()) {
                        return at + 1;
                    }
                    at++;
                }
            } else if (!text.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*")) {
                if (operands == 0) {
                    return at;
                }
                operands--;
            }
        }
        return argv.size();
    }

    /** {@code -u}, {@code --user} and {@code -nu} take the next argument, {@code -uapp} has its value itself. */
    private static boolean takesNext(Wrapper wrapper, String text) {
        if (text.startsWith("--")) {
            return wrapper.valued().contains(text);
        }
        for (int i = 1; i < text.length(); i++) {
            if (wrapper.valued().contains("-" + text.charAt(i))) {
                return i == text.length() - 1;
            }
        }
        return false;
    }

    private static boolean isOneOf(Set<String> options, String text) {
        return options.stream()
                .anyMatch(option -> option.startsWith("--")
                        ? text.startsWith(option)
                        : text.matches("(?s)-[A-Za-z0-9]*" + option.substring(1) + ".*"));
    }

    /** {@code /usr/bin/python3.11} is python. */
    private static String name(Template program) {
        String text = program.beginning();
        String name = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
        if (!name.equals("R")) {
            name = name.toLowerCase(Locale.ROOT);
        }
        if (name.endsWith(".exe")) {
            name = name.substring(0, name.length() - ".exe".length());
        }
        if (isKnown(name)) {
            return name;
        }
        if (name.matches("ld(-linux|-musl|64)?[-.].*so.*")) {
            return "ld.so";
        }
        String plain = name.replaceFirst("[-.]?[0-9][-.0-9a-z]*$", "");
        return isKnown(plain) ? plain : name;
    }

    private static boolean isKnown(String name) {
        return READ_CODE.contains(name)
                || RUN_SCRIPTS.contains(name)
                || COMMANDS.containsKey(name)
                || OPTIONS.containsKey(name)
                || WRAPPERS.containsKey(name);
    }

    private static Map<String, Wrapper> wrappers() {
        Map<String, Wrapper> wrappers = new HashMap<>();
        for (String name : words("""
                setsid nohup busybox toybox exec command builtin unbuffer catchsegv eatmydata chronic ifne tini dumb-init
                catatonit fakeroot torsocks torify linux32 linux64 i386 x86_64 dbus-run-session pkexec run0 nocache
                """)) {
            wrappers.put(name, wrapper(0, ""));
        }
        wrappers.put("env", new Wrapper(words("-u --unset -C --chdir"), 0, words("-S --split-string")));
        wrappers.put("sudo", new Wrapper(words("""
                        -u -g -h -p -C -D -R -T -r -t -U --user --group --host --prompt --close-from --chdir --chroot
                        --command-timeout --role --type --other-user
                        """), 0, words("-s -i --shell --login")));
        wrappers.put("doas", wrapper(0, "-u -C"));
        wrappers.put("timeout", wrapper(1, "-s -k --signal --kill-after"));
        wrappers.put("gtimeout", wrapper(1, "-s -k --signal --kill-after"));
        wrappers.put("nice", wrapper(0, "-n --adjustment"));
        wrappers.put("ionice", wrapper(0, "-c -n -p -P -u --class --classdata"));
        wrappers.put("stdbuf", wrapper(0, "-i -o -e --input --output --error"));
        wrappers.put("chrt", wrapper(1, "-T -P -D -p --sched-runtime --sched-period --sched-deadline"));
        wrappers.put("taskset", wrapper(1, "-p"));
        wrappers.put(
                "flock", new Wrapper(words("-w -E --timeout --wait --conflict-exit-code"), 1, words("-c --command")));
        wrappers.put("time", wrapper(0, "-f -o --format --output"));
        wrappers.put(
                "unshare",
                wrapper(
                        0,
                        "-R -w -S -G --root --wd --setuid --setgid --propagation --setgroups --map-user --map-group"));
        wrappers.put(
                "setpriv",
                wrapper(
                        0,
                        "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig"));
        wrappers.put("runcon", wrapper(1, "-t -u -r -l"));
        wrappers.put("setarch", wrapper(1, ""));
        wrappers.put("prlimit", wrapper(0, "-p -o --pid --output"));
        wrappers.put("gosu", wrapper(1, ""));
        wrappers.put("su-exec", wrapper(1, ""));
        wrappers.put("setuidgid", wrapper(1, ""));
        wrappers.put("s6-setuidgid", wrapper(1, ""));
        wrappers.put("sshpass", wrapper(0, "-p -f -d -P"));
        wrappers.put("systemd-cat", wrapper(0, "-t -p --identifier --priority --stderr-priority"));
        wrappers.put("ld.so", wrapper(0, "--library-path --preload --audit --argv0 --inhibit-rpath"));
        return Map.copyOf(wrappers);
    }

    private static Wrapper wrapper(int operands, String valued) {
        return new Wrapper(words(valued), operands, Set.of());
    }

    private static Map<String, Set<String>> commands(Map<String, String> table) {
        Map<String, Set<String>> commands = new HashMap<>();
        table.forEach((names, text) -> words(names).forEach(name -> commands.put(name, words(text))));
        return Map.copyOf(commands);
    }

    private static Map<String, Pattern> options(Map<String, String> table) {
        Map<String, Pattern> options = new HashMap<>();
        table.forEach((names, text) -> words(names).forEach(name -> options.put(name, Pattern.compile(text))));
        return Map.copyOf(options);
    }

    private static Set<String> words(String text) {
        return text.isBlank()
                ? Set.of()
                : Stream.of(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }
}
