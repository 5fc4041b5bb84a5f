package dev.farrier.demo;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.demo.exam.Exam;
import dev.farrier.demo.exam.Report;
import dev.farrier.demo.story.Teller;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code farrier demo}. */
@Command(
        name = "demo",
        description = "Start a Kafka, Farrier and six small servers, and tell what Farrier sees, decides and does."
                + " Nothing of it stays behind.",
        exitCodeList = {
            "0:ended; with --exit: every fault came to its right end",
            "1:with --exit: one did not; or a demo of this checkout runs already",
            "2:wrong arguments",
            "3:it could not start"
        },
        footer = {"", "Examples:", "  farrier demo", "  farrier demo inject crash", "  farrier demo --exit -o json"},
        subcommands = {InjectCommand.class, RepairCommand.class})
final class DemoCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @Option(
            names = "--exit",
            description = "Inject each fault once, wait until each has come to its right end, say how it went, and end:"
                    + " 0 when all is as it should be, else 1.")
    private boolean exit;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (!exit) {
            refuseASecond();
        }
        PrintWriter out = spec.commandLine().getOut();
        Teller teller = new Teller(out, output.json(), Ansi.AUTO.enabled(), ZoneId.systemDefault());
        try (Demo demo = new Demo(RunningDemo.checkout().resolve("policies"), teller)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(demo, teller), "demo-end"));
            try {
                return run(demo, teller);
            } catch (IOException | RuntimeException e) {
                if (demo.isEnding()) {
                    untilTheEnd();
                }
                throw e;
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.UNREACHABLE, "the demo can't run: " + e.getMessage(), e);
        }
    }

    /** On Ctrl-C; when it has ended by itself there is nothing to say. */
    private static void end(Demo demo, Teller teller) {
        if (!demo.isEnding()) {
            teller.say("Ending …");
            demo.close();
            teller.say("All processes are ended and the folder is gone.");
        }
    }

    /** Other terminals could not tell which one they talk to. */
    private static void refuseASecond() {
        try {
            Optional<RunningDemo> other = RunningDemo.find(RunningDemo.folder());
            if (other.isPresent()) {
                throw new CommandException(
                        ExitCode.NOT_FINE,
                        "a demo of this checkout runs already, process "
                                + other.get().process().pid() + ": end it first");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.UNREACHABLE, "can't tell whether another demo runs: " + e.getMessage(), e);
        }
    }

    private int run(Demo demo, Teller teller) throws IOException, InterruptedException {
        Exam exam = demo.start(RunningDemo.folder());
        if (!exit) {
            invite(teller);
            untilTheEnd();
        }
        return report(teller, exam.run(DEADLINE));
    }

    /** Until Ctrl-C, and while everything is being ended after it. */
    private static void untilTheEnd() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static int report(Teller teller, Report report) {
        teller.say("");
        teller.say(report.text());
        report.json().forEach(teller::give);
        return report.good() ? ExitCode.FINE : ExitCode.NOT_FINE;
    }

    private static void invite(Teller teller) {
        teller.say("");
        teller.say("Break something, in another terminal:   ./farrier demo inject FAULT [BRIDGE]");
        teller.say(FaultList.text());
        teller.say("Ctrl-C ends everything.");
        teller.say("");
    }
}
