package dev.farrier.extending;

import dev.farrier.policy.Extensions;
import dev.farrier.policy.keys.Extension;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is installed, and one toy more: registered in a file of META-INF/services that only a class loader of its own sees. */
final class ToyExtensions {
    private ToyExtensions() {}

    static Extensions with(Class<? extends Extension> type, Class<? extends Extension> toy, Path folder)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(type.getName()), toy.getName() + "\n");
        return Extensions.load(new URLClassLoader(new URL[] {url(folder)}, ToyExtensions.class.getClassLoader()));
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }
}
