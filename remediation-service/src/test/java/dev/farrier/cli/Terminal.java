package dev.farrier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A terminal without anybody at it: what a command prints, and how it ends. */
public final class Terminal {
    final Map<String, String> environment = new HashMap<>();
    final List<String> notes = new ArrayList<>();
    private final Path directory;
    private final Path home;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    public Terminal(Path directory, Path home) {
        this.directory = directory;
        this.home = home;
    }

    public int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine command = FarrierCli.commandLine(source(), args);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    ConfigurationSource source() {
        return new ConfigurationSource(environment, directory, home, notes::add);
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }
}
