package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.text.Programs.CommandLine;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One command line a case: its arguments are parted by commas, {x} is a value. */
class ProgramsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssh|ssh,host,restart,{x}",
                "ssh|/usr/bin/ssh,-o,BatchMode=yes,{x},uptime",
                "ssh|ssh,farrier@{x},sudo systemctl restart nginx",
                "sh|sh,-c,kill {x}",
                "bash|/bin/bash,-ec,{x}",
                "sh|sh,-c,kill \"$1\",sh,{x}",
                "sh|busybox,sh,-c,{x}",
                "dash|dash,-c,{x}",
                "env|env,-S,{x}",
                "env|env,-S{x}",
                "env|env,-iS,prog {x}",
                "env|env,--split-string=prog {x}",
                "python|python3,-c,{x}",
                "python|/usr/bin/python3.11,-c,print('{x}')",
                "perl|perl,-e,{x}",
                "perl|perl,-ne,print if /{x}/",
                "ruby|ruby,-e,{x}",
                "node|node,-e,{x}",
                "node|node,--eval,{x}",
                "php|php8.2,-r,{x}",
                "lua|lua5.4,-e,{x}",
                "rscript|Rscript,-e,{x}",
                "R|R,-e,{x}",
                "awk|awk,/{x}/ {{print}},/var/log/syslog",
                "gawk|gawk,-v,x={x},BEGIN {{print x}}",
                "mawk|mawk,{x}",
                "sed|sed,-i,s/a/{x}/,/etc/hosts",
                "tar|tar,-cvI,{x},-f,a,b",
                "tar|tar,--use-compress={x},-f,a",
                "tar|tar,--checkpoint=1,--checkpoint-a=exec={x}",
                "apt-get|apt-get,-qo,{x},update",
                "split|split,--filt={x}",
                "fd|fd,foo,-Hx,{x}",
                "oc|oc,rsh,pod,{x}",
                "choom|choom,-n,1,--,sh,-c,{x}",
                "apptainer|apptainer,exec,{x}",
                "svn|svn,diff,--diff-cmd={x}",
                "find|find,/tmp,-name,{x},-exec,rm,;",
                "find|find,/tmp,-execdir,sh,{x},;",
                "fd|fd,{x},-x,rm",
                "xargs|xargs,-n1,{x}",
                "parallel|parallel,{x},:::,a",
                "watch|watch,-n1,ls {x}",
                "kubectl|kubectl,exec,pod,--,{x}",
                "kubectl|kubectl,-n,ns,exec,{x},--,ls",
                "kubectl|kubectl,{x},pod",
                "kubectl|kubectl,-n,prod,{x},pod",
                "kubectl|kubectl,patch,deploy,x,-p,{x}",
                "oc|oc,debug,{x}",
                "docker|docker,exec,{x},ls",
                "docker|docker,compose,exec,{x}",
                "podman|podman,run,{x}",
                "nsenter|nsenter,-t,1,{x}",
                "chroot|chroot,/mnt,{x}",
                "su|su,-,app,-c,{x}",
                "runuser|runuser,-u,app,--,{x}",
                "systemd-run|systemd-run,{x}",
                "tclsh|tclsh8.6,-c,{x}",
                "expect|expect,-c,spawn {x}",
                "ip|ip,netns,exec,ns,{x}",
                "psql|psql,-c,select '{x}'",
                "mysql|mysql,-e,kill {x}",
                "sqlite3|sqlite3,db,{x}",
                "redis-cli|redis-cli,eval,{x},0",
                "nft|nft,add,element,inet,filter,blocked,{{ {x} }}",
                "rabbitmqctl|rabbitmqctl,eval,{x}",
                "jq|jq,.a == \"{x}\",f",
                "gdb|gdb,-p,{x}",
                "make|make,TARGET={x}",
                "tar|tar,--checkpoint=1,--checkpoint-action=exec={x}",
                "tar|tar,-I,{x},-xf,a",
                "git|git,-c,core.sshCommand={x},fetch",
                "git|git,clone,--upload-pack,{x},url",
                "git|git,submodule,foreach,{x}",
                "rsync|rsync,-e,ssh {x},a,b",
                "scp|scp,a,host:{x}",
                "pwsh|pwsh,-Command,{x}",
                "cmd|cmd.exe,/c,{x}",
                "ansible|ansible,all,-a,{x}",
                "at|at,-f,{x}",
                // behind what runs another program
                "ssh|sudo,ssh,host,{x}",
                "ssh|sudo,-u,app,ssh,host,{x}",
                "sh|sudo,-n,--user=app,/bin/sh,-c,{x}",
                "sh|env,A=b,sh,-c,{x}",
                "sh|env,-u,HOME,-C,/tmp,sh,-c,{x}",
                "sh|timeout,-s,KILL,5,sh,-c,{x}",
                "sh|timeout,5s,nice,-n,10,setsid,sh,-c,{x}",
                "awk|ionice,-c,2,-n,7,awk,{x}",
                "python|nohup,stdbuf,-oL,python3,-c,{x}",
                "ssh|doas,-u,app,ssh,{x}",
                "sh|chrt,-f,50,taskset,-c,0-3,sh,-c,{x}",
                "sh|flock,-n,/run/lock,sh,-c,{x}",
                "flock|flock,/run/lock,-c,{x}",
                "flock|flock,/run/lock,--command,ls {x}",
                "perl|time,perl,-e,{x}",
                "sh|unshare,-n,sh,-c,{x}",
                "sh|/lib64/ld-linux-x86-64.so.2,/bin/sh,-c,{x}",
                "sudo|sudo,-s,ls {x}",
                "sudo|sudo,-i,ls,{x}",
                "strace|strace,-f,ls,{x}",
                "sh|sudo,--no-such-option,what,sh,-c,{x}",
            })
    void shouldKnowWhatMayReadItsArgumentsAsCode(String reader, String line) {
        assertThat(read(line)).isEqualTo(new CommandLine(-1, reader));
    }

    /** Forms of reports on other tools that run what an event or a user said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a chat message in the text of a shell
                "sh|sh,-c,/usr/games/cowsay {x}",
                // an option of a job inside somebody else's quotes
                "bash|sudo,-u,launcher,bash,-c,'bash /home/launcher/upgrade.sh {x}'",
                // an option exported on the other machine
                "ssh|ssh,node,export RD_OPTION_NAME={x}; run",
                // arguments joined into one text for the other machine
                "ssh|ssh,docker-host,docker compose -p project up {x}",
                // a PowerShell script with the value in quotes
                "powershell|powershell.exe,-File,a.ps1,-TenantPath,'{x}'",
            })
    void shouldKnowWhatOthersWereBrokenBy(String reader, String line) {
        assertThat(read(line)).isEqualTo(new CommandLine(-1, reader));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systemctl,restart,{x}",
                "systemctl,restart,ssh,{x}",
                "/opt/farrier/restart.sh,{x}",
                "python3,/opt/fix.py,{x}",
                "bash,/opt/fix.sh,{x}",
                "sudo,systemctl,restart,{x}",
                "sudo,-u,app,systemctl,restart,{x}",
                "sudo,-nu,app,systemctl,{x}",
                "kubectl,--context=prod,delete,pod,{x}",
                "timeout,5,curl,-c,jar,{x}",
                "env,A=b,curl,-sS,{x}",
                "nice,-n,10,tar,-xf,{x}",
                "find,/tmp,-name,{x},-delete",
                "kubectl,-n,prod,rollout,restart,deployment/{x}",
                "kubectl,delete,pod,{x}",
                "docker,restart,{x}",
                "ip,route,add,blackhole,{x}",
                "git,fetch,origin,{x}",
                "logger,-t,sh,{x}",
                "curl,https://example.com/{x}",
                "true",
            })
    void shouldTakeArgumentsOfOthersForData(String line) {
        assertThat(read(line)).isEqualTo(new CommandLine(-1, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|{x}",
                "0|/opt/{x}/run,a",
                "1|sudo,{x}",
                "2|sudo,-u,{x},ls",
                "1|sudo,-u{x},ls",
                "1|sudo,sh /u01/scripts/run.sh {x}",
                "3|timeout,-k,5,{x},ls",
                "2|timeout,5,{x}",
                "1|timeout,{x},ls",
                "1|env,LD_PRELOAD={x},ls",
                "2|env,A=b,{x}",
                "4|nice,-n,10,nohup,{x}",
                "2|flock,/run/lock,{x}",
                "2|sudo,--,{x}",
                "1|bash,{x}",
                "2|bash,-x,{x}",
                "1|python3,/opt/{x}.py",
                "2|busybox,sh,{x}",
                "3|sudo,-nu,app,{x}",
                "2|sudo,-uapp,{x}",
                "4|timeout,-vk,5,10,{x}",
                "1|nohup,{x}",
            })
    void shouldFindTheValueThatSaysWhatIsRun(int at, String line) {
        assertThat(read(line)).isEqualTo(new CommandLine(at, null));
    }

    private static CommandLine read(String line) {
        List<Template> argv =
                Arrays.stream(line.split(",")).map(Template::parse).toList();
        return Programs.commandLine(argv);
    }
}
