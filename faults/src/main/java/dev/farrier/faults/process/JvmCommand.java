package dev.farrier.faults.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a JVM is called. */
public final class JvmCommand {
    private JvmCommand() {}

    /** One on the class path of this one. */
    public static List<String> command(List<String> options, Class<?> main, List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dlogback.configurationFile=child-logback.xml"));
        return command(System.getProperty("java.class.path"), all, main.getName(), arguments);
    }

    public static List<String> command(String classPath, List<String> options, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return command;
    }
}
