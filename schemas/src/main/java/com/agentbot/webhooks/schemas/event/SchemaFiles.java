package com.agentbot.webhooks.schemas.event;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finds the schema files of a folder, such as {@code event-types/*.json}, on a class path, in folders and in jars alike. A
 * jar needs an entry for the folder itself, as Maven, Gradle and the {@code jar} tool write it.
 */
final class SchemaFiles {
    static final String SUFFIX = ".json";

    private SchemaFiles() {}

    /** @param folder on the class path, with a slash at its end */
    static List<URL> on(ClassLoader classPath, String folder) throws IOException {
        List<URL> files = new ArrayList<>();
        for (URL found : Collections.list(classPath.getResources(folder))) {
            files.addAll(found.openConnection() instanceof JarURLConnection jar ? inJar(jar) : inFolder(found));
        }
        return files;
    }

    private static List<URL> inFolder(URL folder) throws IOException {
        List<URL> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(Path.of(folder.toURI()))) {
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                files.add(path.toUri().toURL());
            }
        } catch (URISyntaxException e) {
            throw new IOException(folder + " cannot be listed", e);
        }
        return files;
    }

    private static List<URL> inJar(JarURLConnection folder) throws IOException {
        // A cached jar would be closed under the feet of others who read it.
        folder.setUseCaches(false);
        List<URL> files = new ArrayList<>();
        try (JarFile jar = folder.getJarFile()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith(folder.getEntryName())
                        && entry.getName().endsWith(SUFFIX)) {
                    files.add(URI.create("jar:" + folder.getJarFileURL() + "!/" + entry.getName())
                            .toURL());
                }
            }
        }
        return files;
    }
}
