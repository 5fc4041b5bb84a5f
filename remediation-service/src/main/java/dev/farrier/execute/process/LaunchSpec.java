package dev.farrier.execute.process;

import dev.farrier.execute.Secrets;
import dev.farrier.model.Action;
import dev.farrier.model.ActionText;
import dev.farrier.model.OwnOutput;
import dev.farrier.model.Sha256;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a process or script is launched with. Making it finds all that can be known to be wrong.
 *
 * @param user null: as the worker
 */
record LaunchSpec(
        List<String> argv,
        SortedMap<String, String> env,
        Path cwd,
        @Nullable String user) {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** The action can't be launched. */
    static final class LaunchException extends Exception {
        private final int exitCode;
        private final String problem;

        LaunchException(int exitCode, String problem) {
            super(problem);
            this.exitCode = exitCode;
            this.problem = problem;
        }

        String problem() {
            return problem;
        }

        /** As a shell has it: 126 can't be executed, 127 not found; else -1. */
        int exitCode() {
            return exitCode;
        }
    }

    static LaunchSpec of(Action.Process process, Path directory, Secrets secrets) throws LaunchException, IOException {
        UserPrincipal user = user(process.user());
        Path cwd = cwd(process.cwd(), directory, user);
        SortedMap<String, String> env = env(process.env(), user, secrets);
        requireProgram(process.argv().getFirst(), env, cwd);
        return new LaunchSpec(process.argv(), env, cwd, user == null ? null : process.user());
    }

    static LaunchSpec of(Action.Script script, Path directory, Secrets secrets) throws LaunchException, IOException {
        String sha256 = Sha256.hex(script.content());
        if (!sha256.equalsIgnoreCase(script.sha256())) {
            throw new LaunchException(
                    -1, "script " + script.path() + " has sha256 " + sha256 + ", the command says " + script.sha256());
        }
        if (!script.content().startsWith("#!")) {
            throw new LaunchException(
                    126, "script " + script.path() + " does not say what runs it: begin it with, say, #!/bin/sh");
        }
        UserPrincipal user = user(script.user());
        Path file = directory.resolve("script");
        Files.writeString(file, script.content());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        if (user != null) {
            Files.setOwner(file, user);
        }
        List<String> argv = new ArrayList<>(List.of(file.toString()));
        argv.addAll(script.args());
        return new LaunchSpec(
                List.copyOf(argv),
                env(script.env(), user, secrets),
                cwd(script.cwd(), directory, user),
                user == null ? null : script.user());
    }

    /** Null: the worker's own. */
    private static @Nullable UserPrincipal user(@Nullable String name) throws LaunchException, IOException {
        String self = System.getProperty("user.name");
        if (name == null || name.equals(self)) {
            return null;
        }
        if (!"root".equals(self)) {
            throw new LaunchException(
                    -1, "can't run as user " + name + ": the worker runs as " + self + ", not as root");
        }
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new LaunchException(-1, "there is no user " + name + " on this machine");
        }
    }

    private static Path cwd(@Nullable String given, Path directory, @Nullable UserPrincipal user)
            throws LaunchException, IOException {
        if (given == null) {
            Path fresh = Files.createDirectory(directory.resolve("work"));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            return user == null ? fresh : Files.setOwner(fresh, user);
        }
        try {
            Path cwd = Path.of(given);
            if (cwd.isAbsolute() && Files.isDirectory(cwd)) {
                return cwd;
            }
            throw new LaunchException(
                    -1, "cwd " + given + " is no " + (cwd.isAbsolute() ? "directory" : "absolute path"));
        } catch (InvalidPathException e) {
            throw new LaunchException(-1, "cwd is no path: " + e.getMessage());
        }
    }

    private static SortedMap<String, String> env(
            SortedMap<String, ActionText> given, @Nullable UserPrincipal user, Secrets secrets) throws LaunchException {
        SortedMap<String, String> env = new TreeMap<>();
        env.put("PATH", System.getenv().getOrDefault("PATH", DEFAULT_PATH));
        env.put("LANG", "C.UTF-8");
        env.put(OwnOutput.VARIABLE, OwnOutput.MARK);
        if (user == null) {
            env.put("HOME", System.getProperty("user.home"));
        }
        try {
            env.putAll(secrets.resolve("env ", given));
        } catch (Secrets.UnresolvedSecretException e) {
            throw new LaunchException(-1, String.valueOf(e.getMessage()));
        }
        for (var entry : env.entrySet()) {
            if (entry.getKey().isEmpty()
                    || (entry.getKey() + entry.getValue()).indexOf('\0') >= 0
                    || entry.getKey().indexOf('=') >= 0) {
                throw new LaunchException(-1, "env \"" + entry.getKey() + "\" can't be set");
            }
        }
        return env;
    }

    /** Finds a missing program before the start: its exit code 127 could be the program's own. */
    private static void requireProgram(String program, SortedMap<String, String> env, Path cwd) throws LaunchException {
        if (program.isEmpty() || program.indexOf('\0') >= 0) {
            throw new LaunchException(127, "the program has no name");
        }
        if (program.indexOf('/') >= 0) {
            Path file = cwd.resolve(program);
            if (!Files.exists(file)) {
                throw new LaunchException(127, "no such program: " + file);
            }
            if (Files.isDirectory(file) || !Files.isExecutable(file)) {
                throw new LaunchException(126, file + " can't be executed");
            }
            return;
        }
        String path = env.getOrDefault("PATH", "");
        for (String folder : path.split(":", -1)) {
            Path file = cwd.resolve(folder).resolve(program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return;
            }
        }
        throw new LaunchException(127, "no such program: " + program + " (PATH is " + path + ")");
    }
}
